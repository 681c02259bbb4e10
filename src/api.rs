//! The table of operations: one row each, from which everything else is derived.

mod build;
mod call;
mod closest;
mod context;
mod dispatch;
mod edit;
mod error;
mod forced;
mod iam;
mod ids;
mod matrix;
mod pipeline;
mod quirk;
mod schema;
mod wire;

pub use call::{Access, Answer, Call};
pub use closest::closest;
pub use context::{Context, Reading, Writing};
pub use error::{ApiError, ErrorBody, ErrorCode, ErrorRow, IamErrorBody, Particular, Situation, Source};
pub use forced::{failure_in_200, fault_statuses, refusal_of_status};
pub use ids::Ids;
pub use quirk::{
    AkLockout, Authorization, BatchSemantics, CONTRADICTIONS, ContentType, Contradiction, ErrorProfile, FixedRows,
    IdFormat, MissingTarget, PipelineSwitchLink, ProjectCheck, ProjectSwitchWrite, QUIRKS, Quirk, QuirkId, QuirkOption,
    QuirkSet, Quirks, Says, Timestamps, UnknownFields, UnknownIds, UnknownRole, WrongChoice, WrongMethod,
    every_combination, ledger, single_deviations,
};
pub use schema::{explainer, request_schema, response_schema, without_null};

use schemars::{JsonSchema, Schema, generate::SchemaSettings};
use serde::{Serialize, de::DeserializeOwned};

use crate::contract::{Contract, Unparsable, parse};

/// Every emulated operation.
pub const OPERATIONS: &[Operation] = &[
    Operation::of::<build::BatchUpdateJobRolePermission>(),
    Operation::of::<build::UpdateSimpleJobRolePermission>(),
    Operation::of::<build::ApplyProjectPermission>(),
    Operation::of::<build::ShowProjectJobPermission>(),
    Operation::of::<build::ShowJobRolePermission>(),
    Operation::of::<build::ShowDefaultProjectPermission>(),
    Operation::of::<build::ShowProjectPermission>(),
    Operation::of::<build::CheckJobInternal>(),
    Operation::of::<build::ShowJobInfo>(),
    Operation::of::<pipeline::BatchUpdatePipelinePermission>(),
    Operation::of::<pipeline::ShowPipelinePermissionSwitch>(),
    Operation::of::<pipeline::SwitchPipelinePermission>(),
    Operation::of::<pipeline::ShowPipelineRolePermission>(),
    Operation::of::<pipeline::UpdatePipelineRolePermission>(),
    Operation::of::<pipeline::ShowPipelineUserPermission>(),
    Operation::of::<pipeline::UpdatePipelineUserPermission>(),
    Operation::of::<pipeline::GetProjectPermission>(),
    Operation::of::<pipeline::GetPipelinePermission>(),
    Operation::of::<pipeline::QueryUserDevUcAuthorizations>(),
    Operation::of::<iam::KeystoneCreateUserTokenByPassword>(),
    Operation::of::<iam::KeystoneValidateToken>(),
    Operation::of::<iam::KeystoneListProjects>(),
    Operation::of::<iam::KeystoneListAuthDomains>(),
];

/// The service that an operation belongs to: it decides on codes and on the form of an error.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Service {
    /// CodeArts Build.
    Build,
    /// CodeArts Pipeline.
    Pipeline,
    /// Identity and Access Management, which issues tokens.
    Iam,
    /// The gateway before all of them: no operation belongs to it, but it refuses.
    Gateway,
}

impl Service {
    /// The service's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Build => "CodeArts Build",
            Self::Pipeline => "CodeArts Pipeline",
            Self::Iam => "IAM",
            Self::Gateway => "API gateway",
        }
    }
}

/// Our implementation of one operation.
pub trait Endpoint: 'static {
    /// What the documentation says.
    const CONTRACT: Contract;
    /// The service that it belongs to.
    const SERVICE: Service;
    /// The fields of the request, in the order of the page's tables.
    type Request: DeserializeOwned + JsonSchema;
    /// The fields of the answer, in the order of the page's example.
    type Response: Serialize + JsonSchema;
    /// The headers that a success carries beyond the usual ones: names and values.
    #[must_use]
    fn headers(_response: &Self::Response) -> Vec<(&'static str, String)> {
        Vec::new()
    }
    /// What a request is about.
    const IDS: fn(&Self::Request) -> Ids<'_>;
    /// What it does.
    const HANDLE: Handle<Self::Request, Self::Response>;
}

/// What an operation does: it reads, or it writes.
#[derive(Debug)]
pub enum Handle<Q, A> {
    /// Looks at the store.
    Read(fn(&Reading<'_>, Q) -> Result<A, ApiError>),
    /// Changes the store, or refuses and changes nothing.
    Write(fn(&mut Writing<'_>, Q) -> Result<A, ApiError>),
}

impl<Q, A> Handle<Q, A> {
    /// Whether the operation writes.
    const fn writes(&self) -> bool {
        matches!(self, Self::Write(_))
    }
}

/// A row of the table: an endpoint whose types are erased.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// What the documentation says.
    pub contract: &'static Contract,
    /// The service that it belongs to.
    pub service: Service,
    /// Whether it changes the store.
    pub writes: bool,
    run: fn(&Call<'_>, &dyn Access) -> Result<Answer, dispatch::Failure>,
    parses: fn(&Call<'_>) -> Result<(), Unparsable>,
    request: fn() -> Schema,
    response: fn() -> Schema,
}

impl Operation {
    /// The row of an endpoint.
    #[must_use]
    pub const fn of<E: Endpoint>() -> Self {
        Self {
            contract: const { &E::CONTRACT.prepared() },
            service: E::SERVICE,
            writes: E::HANDLE.writes(),
            run: dispatch::run::<E>,
            parses: |call| parse::<E::Request>(call.operation.contract, call.parts).map(drop),
            request: || {
                SchemaSettings::draft2020_12()
                    .with(|it| it.inline_subschemas = true)
                    .into_generator()
                    .into_root_schema_for::<E::Request>()
            },
            response: || {
                let settings = SchemaSettings::draft2020_12().for_serialize().with(|it| it.inline_subschemas = true);
                settings.into_generator().into_root_schema_for::<E::Response>()
            },
        }
    }

    /// The operation's id.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        self.contract.id
    }

    /// Whether the request can be read into its type; nothing is done with it.
    ///
    /// # Errors
    /// It cannot; says why.
    pub fn parses(&self, call: &Call<'_>) -> Result<(), Unparsable> {
        (self.parses)(call)
    }
}
