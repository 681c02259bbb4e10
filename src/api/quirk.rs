//! The quirk table: questions on which the documentation, the official clients and the real service disagree.

#![expect(clippy::doc_markdown, reason = "the questions are data, and are shown as they stand")]

mod choice;
mod contradiction;
mod dependence;
mod matrix;

pub use choice::WrongChoice;
pub use contradiction::{CONTRADICTIONS, Contradiction};
pub use dependence::QuirkSet;
pub use matrix::{every_combination, ledger, single_deviations};

use schemars::JsonSchema;
use serde::Serialize;

use crate::contract::Provenance;

/// One question on which the documentation disagrees with itself, as data: a row of [`QUIRKS`].
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct Quirk {
    /// The name by which it is set.
    pub name: &'static str,
    /// The question.
    pub question: &'static str,
    /// Who says what.
    pub sources: &'static [Says],
    /// The answers that can be chosen; the first one is the default.
    pub options: &'static [QuirkOption],
    /// The name of the strictest option.
    pub strict: &'static str,
    /// How well founded the default is.
    #[serde(serialize_with = "by_name")]
    #[schemars(with = "String")]
    pub provenance: Provenance,
}

/// What one source says on the question of a [`Quirk`].
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct Says {
    /// The page, the client or the definition.
    pub source: &'static str,
    /// What it says.
    pub says: &'static str,
}

/// One answer to the question of a [`Quirk`].
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct QuirkOption {
    /// The value to set.
    pub value: &'static str,
    /// What the server does then.
    pub meaning: &'static str,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn by_name<S: serde::Serializer>(provenance: &Provenance, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(provenance.name())
}

impl Quirk {
    /// The option that holds unless another is chosen.
    #[must_use]
    pub const fn default_value(&self) -> &'static str {
        self.options[0].value
    }

    /// The contradictions of the documentation that this quirk settles.
    pub fn settles(&self) -> impl Iterator<Item = &'static Contradiction> {
        CONTRADICTIONS.iter().filter(|contradiction| contradiction.quirk == Some(self.name))
    }
}

/// Writes the table [`QUIRKS`], an enum per row, and [`Quirks`], the choice of one option each.
macro_rules! quirks {
    ($(
        $(#[doc = $question:literal])+
        $field:ident $kind:ident $name:literal strict $strict:literal, $provenance:ident {
            $($variant:ident $value:literal $meaning:literal,)+
        }
        $($source:literal says $says:literal,)*
    )+) => {
        /// Every quirk, in the order in which they are shown.
        ///
        /// ```
        /// let quirk = &codearts_mock::QUIRKS[0];
        ///
        /// assert_eq!((quirk.name, quirk.default_value(), quirk.strict), ("error-profile", "documented", "documented"));
        /// ```
        pub const QUIRKS: &[Quirk] = &[$(Quirk {
            name: $name,
            question: concat!($($question),+).trim_ascii_start(),
            sources: &[$(Says { source: $source, says: $says },)*],
            options: &[$(QuirkOption { value: $value, meaning: $meaning },)+],
            strict: $strict,
            provenance: Provenance::$provenance,
        },)+];

        /// One quirk, to say that an answer depended on it; its number is its place in [`QUIRKS`].
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum QuirkId { $($(#[doc = $question])+ $kind,)+ }

        $(
            $(#[doc = $question])+
            #[derive(Clone, Copy, PartialEq, Eq, Debug)]
            pub enum $kind { $(#[doc = $meaning] $variant,)+ }
        )+

        /// The option that is in force for each quirk, chosen by name.
        ///
        /// ```
        /// use codearts_mock::Quirks;
        ///
        /// let mut quirks = Quirks::strict();
        /// quirks.set("wrong-method=404")?;
        ///
        /// assert_eq!((quirks.value("wrong-method"), quirks.value("unknown-ids")), (Some("404"), Some("reject")));
        /// # Ok::<_, codearts_mock::WrongChoice>(())
        /// ```
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub struct Quirks { $($(#[doc = $question])+ #[doc(hidden)] pub $field: $kind,)+ }

        impl Default for Quirks {
            fn default() -> Self {
                Self { $($field: [$($kind::$variant),+][0],)+ }
            }
        }

        impl Quirks {
            fn choose(&mut self, name: &str, value: &str) -> bool {
                match (name, value) {
                    $($(($name, $value) => self.$field = $kind::$variant,)+)+
                    _ => return false,
                }
                true
            }

            /// The value that is in force for the quirk of this name.
            #[must_use]
            pub fn value(&self, name: &str) -> Option<&'static str> {
                match name {
                    $($name => Some(match self.$field { $($kind::$variant => $value,)+ }),)+
                    _ => None,
                }
            }
        }
    };
}

quirks! {
    /// With which status and code is a business error answered?
    error_profile ErrorProfile "error-profile" strict "documented", Page {
        Documented "documented" "The statuses of the pages: an unknown task is 404, Pipeline errors are 4xx.",
        Observed "observed" "What clients meet: an unknown task is 422, Pipeline errors come inside HTTP 200.",
    }
    "Build pages, 2025-08-22" says "400, 401, 403, 404 and 500, each with error_code and error_msg",
    "Terraform provider" says "takes 422 with DEVCB.00031006 for a task that is gone; looks for error_code inside a 200",
    "Pipeline error code page" says "business errors have HTTP status 200",

    /// What does a write answer that names nothing to act on?
    missing_target MissingTarget "missing-target" strict "reject", Page {
        Accept "accept" "The documented success; nothing changes, and the answer says so in X-Mock-Problems.",
        Reject "reject" "400, naming what is missing.",
    }
    "Build pages, 2025-08-22" says "every body field is Mandatory: No, and the example requests have no body",
    "API definitions" says "the body is required, its members are not",
    "Python SDK" says "sends no body, or {}, when nothing is set",

    /// What happens to a role that the project does not have?
    unknown_role UnknownRole "unknown-role" strict "reject", Assumed {
        Create "create" "A row is created for it: custom roles are numbered from 500 without end.",
        Reject "reject" "400, naming the roles that there are.",
    }
    "Build and Pipeline pages" says "nothing",

    /// What happens to an id that nobody has created?
    unknown_ids UnknownIds "unknown-ids" strict "reject", Page {
        Reject "reject" "The documented not-found answer.",
        Create "create" "A write registers it; a read shows what was just created. Handy without a seed.",
    }
    "Build pages, 2025-08-22" says "404",

    /// How closely is the form of an id checked?
    id_format IdFormat "id-format" strict "documented", Page {
        Documented "documented" "As each page says; an id that exists is never malformed.",
        Lenient "lenient" "1 to 64 letters, digits, hyphens and underscores.",
    }
    "ShowProjectJobPermission, 2025-08-22" says "32 digits and lower-case letters; its own example has 33",
    "Pipeline page, 2025-03-25" says "32 characters",
    "API definitions" says "^[0-9a-z]{32}$",

    /// What happens to a field that no page knows?
    unknown_fields UnknownFields "unknown-fields" strict "reject", Assumed {
        Report "report" "It is ignored, and the answer says so in X-Mock-Problems.",
        Reject "reject" "400, naming the nearest field that there is.",
    }
    "SDKs of 2025-12 and later" says "send fields that the pages of 2025-08 do not have",

    /// Must a body say that it is JSON?
    content_type ContentType "content-type" strict "strict", Assumed {
        Lenient "lenient" "A body is read as JSON whatever it is called: curl -d calls it a form.",
        Strict "strict" "415 unless the Content-Type is application/json.",
    }
    "SDKs" says "always send application/json",

    /// Does ApplyProjectPermission answer the question in its title?
    project_check ProjectCheck "project-check" strict "answer", Assumed {
        Answer "answer" "With a job and no project_switch nothing changes, and result is \"true\" or \"false\".",
        Silent "silent" "With a job and no project_switch nothing changes, and the answer has no result.",
    }
    "ApplyProjectPermission, 2025-08-22" says "\"Determining If a Task Uses Project-level Permissions\"; result is a string",
    "API definitions" says "the operation is named Apply, and its body carries the new value",

    /// What is answered to the wrong method on a known path?
    wrong_method WrongMethod "wrong-method" strict "405", Page {
        NotFound "404" "404 APIGW.0101, as the gateway does.",
        NotAllowed "405" "405 APIGW.0101 with the methods that are allowed.",
    }
    "API gateway error codes" says "404 APIGW.0101: the API does not exist",
    "HTTP, RFC 9110" says "405 with Allow",

    /// Does a batch replace the rows that it does not list?
    batch_semantics BatchSemantics "batch-semantics" strict "merge", Assumed {
        Merge "merge" "Only the listed roles change; an absent flag keeps its value.",
        Replace "replace" "The listed roles become the only rows; an absent flag is the project's.",
    }
    "BatchUpdateJobRolePermission, 2025-12-09" says "its example sends every role, as the console does",
    "third-party clients" says "send one role with one flag",

    /// What happens to a change of a row that always grants everything?
    fixed_rows FixedRows "fixed-rows" strict "reject", Page {
        Ignore "ignore" "It is accepted and ignored, and the answer says so in X-Mock-Problems.",
        Reject "reject" "403.",
    }
    "Build user guide" says "the rows of the task's and the project's creator cannot be modified",
    "BatchUpdateJobRolePermission, 2025-12-09" says "its example sends both rows, all true",

    /// In which form are the times of ShowJobRolePermission?
    timestamps Timestamps "timestamps" strict "iso", Definition {
        Iso "iso" "2024-06-05T16:00:58.000+00:00, as ShowProjectJobPermission has them.",
        Gson "gson" "Jun 5, 2024 4:00:58 PM, as its example has them.",
    }
    "ShowProjectJobPermission, 2025-08-22" says "2024-09-20T06:38:49.000+00:00",
    "API definitions" says "Jun 5, 2024 4:00:58 PM",

    /// How do the two switches of a pipeline hang together?
    pipeline_switch_link PipelineSwitchLink "pipeline-switch-link" strict "inverse", Clients {
        Inverse "inverse" "is_project_switch is the opposite of is_use_devuc.",
        Same "same" "Both have one value.",
        None "none" "They have nothing to do with each other.",
    }
    "Terraform provider" says "flag, read back as is_use_devuc, means: use resource-level permissions",
    "ShowPipelinePermissionSwitch" says "is_use_devuc: whether project permission configuration is enabled",
    "Pipeline page, 2025-03-25" says "is_project_switch: whether to enable project permission configuration",

    /// What does switching a job to project permissions do to its own rows?
    project_switch_write ProjectSwitchWrite "project-switch-write" strict "keep", Assumed {
        Keep "keep" "They are kept, dormant, and return when the switch goes off.",
        Copy "copy" "They are overwritten with the project's.",
    }
    "Build pages, 2025-08-22" says "project_switch: whether to synchronize the latest project permissions",

    /// Is a known user refused who lacks a permission?
    authorization Authorization "authorization" strict "enforce", Page {
        Enforce "enforce" "A user of the seed needs what the console demands; an unknown credential is the administrator.",
        Off "off" "Everybody may do everything.",
    }
    "Build user guide" says "roles with Assign permissions may change the matrix",
    "Pipeline user guide" says "only the project's creator, the pipeline's creator and the project manager may change permissions",

    /// Do wrong signatures lock an access key?
    ak_lockout AkLockout "ak-lockout" strict "off", Page {
        Off "off" "They never do: a test that signs wrongly on purpose does not spoil the next one.",
        On "on" "Five in a row lock it for five minutes.",
    }
    "API gateway error codes" says "AK access failed to reach the limit,forbidden.",
}
