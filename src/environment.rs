//! The variables that point official clients at this server, in the forms of shells, CI services and languages.

use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    contract::{Invalid, nearest},
    domain::derived_id,
    store::{Secret, World},
};

/// A form in which the variables are written.
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// `NAME=value`, as `.env` files and GitLab's reports have it.
    #[default]
    Dotenv,
    /// `export NAME='value'`.
    Export,
    /// `NAME=value`, for `$GITHUB_ENV`.
    Github,
    /// YAML below `variables:`.
    Gitlab,
    /// One JSON object.
    Json,
    /// A provider block of Terraform.
    Terraform,
    /// Assignments to `os.environ`.
    Python,
    /// Calls of `os.Setenv`.
    Go,
    /// Arguments for a Java process, which cannot set its environment.
    Java,
}

impl Format {
    const ALL: &'static [(&'static str, Self)] = &[
        ("dotenv", Self::Dotenv),
        ("export", Self::Export),
        ("github", Self::Github),
        ("gitlab", Self::Gitlab),
        ("json", Self::Json),
        ("terraform", Self::Terraform),
        ("python", Self::Python),
        ("go", Self::Go),
        ("java", Self::Java),
    ];
}

impl FromStr for Format {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let names = || Self::ALL.iter().map(|(name, _)| *name);
        Self::ALL.iter().find(|(name, _)| *name == text).map(|(_, format)| *format).ok_or_else(|| {
            let near = nearest(text, names()).map_or_else(String::new, |near| format!("; did you mean {near}?"));
            let all: Vec<_> = names().collect();
            Invalid::new(format!("expected one of {}, got \"{text}\"{near}", all.join(", ")))
        })
    }
}

/// Where clients are to be pointed.
#[derive(Clone, Debug)]
pub struct Target {
    /// The server, with its scheme: without one the SDKs would assume https.
    pub url: String,
    /// The region whose endpoints are redirected.
    pub region: String,
    /// The namespace, if it is not the default one.
    pub namespace: Option<String>,
}

/// Credentials that only this server knows, so that a call that escapes to the real cloud does no harm.
#[derive(Clone, Debug)]
pub struct Credentials {
    access_key: Secret,
    secret_key: Secret,
    domain: String,
}

impl Target {
    /// The region that is redirected unless another is named.
    pub const REGION: &'static str = "cn-north-4";

    /// Refuses what could be more than an address and a name where it is written.
    fn check(&self) -> Result<(), Invalid> {
        let consists_of = |text: &str, others: &[u8]| {
            !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || others.contains(&byte))
        };
        if !consists_of(&self.region, b"-") {
            return Err(Invalid::new(format!("region: expected letters, digits and hyphens, got {:?}", self.region)));
        }
        if !consists_of(&self.url, b":/.-_~%[]") {
            return Err(Invalid::new(format!("url: expected scheme, host, port and path, got {:?}", self.url)));
        }
        Ok(())
    }

    /// The credentials of the first user who has some, an administrator if there is one: others may hardly do anything.
    #[must_use]
    pub fn credentials_of(world: &World) -> Credentials {
        let usable = world.users().filter(|user| user.access_key.is_some() && user.secret_key.is_some());
        let of_user = usable.min_by_key(|user| !world.is_administrator(&user.id)).and_then(|user| {
            let (access_key, secret_key) = (user.access_key.clone()?, user.secret_key.clone()?);
            Some(Credentials { access_key, secret_key, domain: user.domain.clone() })
        });
        of_user.unwrap_or_else(|| Credentials {
            access_key: Secret::from("CODEARTSMOCKACCESSKEY"),
            secret_key: Secret::from("codearts-mock-secret-key"),
            domain: "codearts-mock".to_owned(),
        })
    }
}

/// The variables in one form. What is written may be run, so every value is one word of it, whatever is in it.
///
/// # Errors
/// The URL or the region is none, or a credential cannot be the value of a variable in this form.
pub fn written(format: Format, target: &Target, credentials: &Credentials) -> Result<String, Invalid> {
    target.check()?;
    let variables = variables(target, credentials);
    if let Some((name, _)) = variables.iter().find(|(_, value)| value.contains(char::is_control)) {
        let why = format!("{name}: a control character cannot be in a variable; change the credential in the seed");
        return Err(Invalid::new(why));
    }
    if format == Format::Dotenv {
        variables.iter().try_for_each(|(name, value)| check_bare(name, value))?;
    }
    let lines =
        |line: fn(&str, &str) -> String| variables.iter().map(|(name, value)| line(name, value)).collect::<String>();
    Ok(match format {
        Format::Dotenv | Format::Github => lines(|name, value| format!("{name}={value}\n")),
        Format::Export => lines(|name, value| format!("export {name}={}\n", shell_word(value))),
        // GitLab would look for a variable behind a single dollar sign.
        Format::Gitlab => {
            let line = |name: &str, value: &str| format!("  {name}: {}\n", quoted(value).replace('$', "$$"));
            format!("variables:\n{}", lines(line))
        }
        Format::Python => {
            format!("import os\n\n{}", lines(|name, value| format!("os.environ[\"{name}\"] = {}\n", quoted(value))))
        }
        Format::Go => lines(|name, value| format!("os.Setenv(\"{name}\", {})\n", quoted(value))),
        // A build script of Gradle, in Groovy or Kotlin: both would run what stands behind a dollar sign.
        Format::Java => {
            lines(|name, value| format!("environment(\"{name}\", {})\n", quoted(value).replace('$', "\\$")))
        }
        Format::Terraform => terraform(target, credentials),
        Format::Json => {
            let object: serde_json::Map<_, _> =
                variables.into_iter().map(|(name, value)| (name, value.into())).collect();
            format!("{:#}\n", serde_json::Value::Object(object))
        }
    })
}

/// Refuses what readers of `.env` files do not agree on: quotes, blanks, `#`, `$` and the like are taken literally by Docker, as
/// marks by libraries, and run by a shell that sources the file.
fn check_bare(name: &str, value: &str) -> Result<(), Invalid> {
    match value.chars().find(|letter| !letter.is_alphanumeric() && !"_-./:@%+=,[]".contains(*letter)) {
        Some(letter) => Err(Invalid::new(format!(
            "{name}: a dotenv file cannot carry {letter:?} in a way that every reader understands; choose another format, such \
             as export or json, or change the credential in the seed"
        ))),
        None => Ok(()),
    }
}

/// A text in double quotes, as JSON and all those languages have it.
fn quoted(text: &str) -> String {
    // Older readers of YAML take these two for the end of a line.
    serde_json::Value::from(text).to_string().replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// Names and values, for the SDKs and for Terraform.
fn variables(target: &Target, credentials: &Credentials) -> Vec<(String, String)> {
    let region = target.region.to_ascii_uppercase().replace('-', "_");
    let project = derived_id(&[&credentials.domain, &target.region]).to_string();
    let access_key = access_key(target, credentials);
    let secret_key = credentials.secret_key.reveal().to_owned();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    vec![
        (format!("HUAWEICLOUD_SDK_REGION_CODEARTSBUILD_{region}"), target.url.clone()),
        (format!("HUAWEICLOUD_SDK_REGION_CODEARTSPIPELINE_{region}"), target.url.clone()),
        pair("HUAWEICLOUD_SDK_IAM_ENDPOINT", &target.url),
        pair("HUAWEICLOUD_SDK_STS_ENDPOINT", &target.url),
        pair("HUAWEICLOUD_SDK_AK", &access_key),
        pair("HUAWEICLOUD_SDK_SK", &secret_key),
        pair("HUAWEICLOUD_SDK_PROJECT_ID", &project),
        (String::from("HUAWEICLOUD_SDK_DOMAIN_ID"), derived_id(&[&credentials.domain]).to_string()),
        pair("HW_ACCESS_KEY", &access_key),
        pair("HW_SECRET_KEY", &secret_key),
        pair("HW_REGION_NAME", &target.region),
        pair("HW_PROJECT_ID", &project),
    ]
}

/// The access key, which carries the namespace: no client can be told of it in another way.
fn access_key(target: &Target, credentials: &Credentials) -> String {
    let own = credentials.access_key.reveal();
    target.namespace.as_ref().map_or_else(|| own.to_owned(), |name| format!("ns-{name}-{own}"))
}

fn terraform(target: &Target, credentials: &Credentials) -> String {
    let Target { url, region, .. } = target;
    // Terraform would look for a variable behind these.
    let literal = |text: &str| quoted(text).replace("${", "$${").replace("%{", "%%{");
    format!(
        "provider \"huaweicloud\" {{\n  region     = \"{region}\"\n  access_key = {}\n  secret_key = {}\n  \
         project_id = \"{}\"\n  endpoints = {{\n    codearts_build    = \"{url}/\"\n    codearts_pipeline = \"{url}/\"\n    \
         iam               = \"{url}/\"\n  }}\n}}\n",
        literal(&access_key(target, credentials)),
        literal(credentials.secret_key.reveal()),
        derived_id(&[&credentials.domain, region]),
    )
}

/// A text as a part of a comment of the shell: what would end the line is written as an escape.
#[must_use]
pub fn shell_comment(text: &str) -> String {
    let ends_lines = |letter: char| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}');
    let mut comment = String::with_capacity(text.len());
    for letter in text.chars() {
        if ends_lines(letter) { comment.extend(letter.escape_default()) } else { comment.push(letter) }
    }
    comment
}

/// A text as one word of the shell, whatever is in it but the byte 0, which no word can have.
#[must_use]
pub fn shell_word(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}
