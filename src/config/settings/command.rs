//! What the commands beside `serve` are told.

use clap::Args;

use super::{ListenSettings, SeedSettings};

/// What the variables for clients are to say.
#[derive(Args, Clone, Debug, Eq, PartialEq)]
pub struct EnvSettings {
    /// dotenv, export, github, gitlab, json, terraform, python, go or java
    #[arg(long, default_value = "dotenv")]
    pub format: String,

    /// The server's URL; by default that of the host and the port
    #[arg(long)]
    pub url: Option<String>,

    /// The region whose endpoints are redirected
    #[arg(long, default_value = "cn-north-4")]
    pub region: String,

    /// The namespace, which the access key will carry
    #[arg(long)]
    pub namespace: Option<String>,

    /// Where the server listens.
    #[command(flatten)]
    pub listen: ListenSettings,

    /// The world whose first user's credentials are printed.
    #[command(flatten)]
    pub seed: SeedSettings,
}

/// What to sign.
#[derive(Args, Clone, Debug, Eq, PartialEq)]
pub struct SignSettings {
    /// The access key
    #[arg(long)]
    pub ak: String,

    /// The secret key
    #[arg(long)]
    pub sk: String,

    /// The method
    pub method: String,

    /// The URL
    #[arg(value_name = "URL")]
    pub target: String,

    /// The body
    #[arg(long)]
    pub body: Option<String>,
}
