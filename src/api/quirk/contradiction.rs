//! Every place where the documentation, its clients and the real service are known to disagree, and what was decided.

use schemars::JsonSchema;
use serde::Serialize;

/// One contradiction.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct Contradiction {
    /// Its number; numbers never change.
    pub number: u8,
    /// Who disagrees with whom, on what.
    pub contradiction: &'static str,
    /// What the server does.
    pub decision: &'static str,
    /// The quirk that changes it; without one it is settled.
    pub quirk: Option<&'static str>,
    /// The test that shows it.
    pub test: &'static str,
}

/// Writes one row: contradiction, decision, and the quirk that can change it.
macro_rules! contradictions {
    ($($number:literal $test:ident $contradiction:literal => $decision:literal $(, quirk $quirk:literal)?;)+) => {
        /// All of them, by number.
        pub const CONTRADICTIONS: &[Contradiction] = &[$(Contradiction {
            number: $number,
            contradiction: $contradiction,
            decision: $decision,
            quirk: contradictions!(@quirk $($quirk)?),
            test: stringify!($test),
        },)+];
    };
    (@quirk $quirk:literal) => { Some($quirk) };
    (@quirk) => { None };
}

contradictions! {
    1 e01_role_ids_are_read_as_numbers_or_strings_and_written_as_numbers
        "role_id is a string on the Build pages of 2025-08 and an integer in the SDKs, the definitions and newer pages"
        => "A number and a string of digits are both read; answers have numbers.";
    2 e02_user_permissions_have_role_ids_as_strings
        "ShowProjectPermission declares role_id and role_ids as strings, and its example shows numbers"
        => "Strings: the Go SDK reads nothing else, and Python takes both.";
    3 e03_the_update_path_of_the_old_example_is_served_too
        "UpdateSimpleJobRolePermission has one path in its URI table and another, ending in /update, in its example"
        => "Both are served, and count as one operation.";
    4 e04_project_switch_is_a_truth_value_whatever_its_range_says
        "The range of project_switch is given as AES or DESC, its type as Boolean"
        => "A truth value; anything else is refused.";
    5 e05_a_success_has_exactly_the_members_of_its_own_example
        "The member error is in the example of ShowProjectJobPermission, and not in the SDKs' models"
        => "A success has the members of its own page's example, no more and no fewer.";
    6 e06_an_id_of_33_characters_is_known_if_it_was_created
        "The pages demand 32 characters of a project id, and their own example has 33"
        => "An id that exists is never malformed; the form is checked of those that do not exist.", quirk "id-format";
    7 e07_a_write_without_a_body_is_a_documented_success
        "Every body member is optional, the definitions demand a body, and the SDKs may send none"
        => "Nothing to act on is the documented success with a remark; a partly named target is 400; never 500.",
        quirk "missing-target";
    8 e08_an_unknown_task_is_404_or_422
        "An unknown task is 404 on the pages, and clients expect 422 with DEVCB.00031006"
        => "The code is the same, the status is chosen.", quirk "error-profile";
    9 e09_the_switches_of_a_pipeline_are_linked_and_the_echo_never_breaks
        "is_project_switch, flag and is_use_devuc are explained with opposite meanings"
        => "What was set is always read back; how the two switches hang together is chosen.", quirk "pipeline-switch-link";
    10 e10_pipeline_errors_are_4xx_or_come_inside_200
        "Pipeline's error code page has business errors inside HTTP 200, its operation pages have 4xx"
        => "The status is chosen, the code is the same.", quirk "error-profile";
    11 e11_the_permission_matrix_of_a_task_is_one_object
        "ShowProjectJobPermission is titled a matrix, and its schema has one row"
        => "One object: an array would be read as nothing by Python and refused by Go.";
    12 e12_times_are_iso_or_as_gson_writes_them
        "Times are ISO 8601 in one example and Jun 5, 2024 4:00:58 PM in another"
        => "ISO 8601 everywhere, unless the other form is chosen for the operation that shows it.", quirk "timestamps";
    13 e13_the_job_id_of_an_answer_is_the_one_that_was_asked_for
        "The example answer of ShowProjectJobPermission shows another job_id than its example request asks for"
        => "The requested id is answered.";
    14 e14_both_numbers_of_the_operation_manager_are_roles
        "The O&M manager is role 0 in Build and role 9 in Pipeline"
        => "A project has both; apart from those the numbers of roles mean nothing to the server.";
    15 e15_a_wrong_method_is_404_as_the_gateway_answers_or_405
        "A wrong method is 405 in HTTP, and the gateway answers 404 APIGW.0101"
        => "404, with the closest operation in the message; 405 with Allow can be chosen.", quirk "wrong-method";
    16 e16_a_token_or_a_signature_suffices
        "X-Auth-Token is mandatory on the pages, and the SDKs never send it"
        => "Either credential suffices.";
    17 e17_the_word_of_a_build_success_is_success_and_no_other_is_documented
        "The word of a failure is fail on the Build pages, and failed or error in other CodeArts APIs"
        => "A refusal has no status word at all; where one is asked for, it is fail.";
    18 e18_permission_columns_of_newer_clients_are_taken
        "A row of permissions has 8 members on the pages of 2025-08, and 12 in the SDKs"
        => "The newer members are taken, and members that nobody knows are reported.", quirk "unknown-fields";
    19 e19_subject_may_be_missing_or_empty
        "subject is optional on the page of ShowPipelineUserPermission, and a client holds that it must be sent"
        => "Missing and empty both mean everybody.";
    20 e20_both_spellings_of_check_rights_are_read
        "GetPipelinePermission has snake_case members on one page and camelCase ones on a newer page"
        => "Both spellings are read.";
    21 e21_flags_are_stored_as_sent
        "The console ticks view along with edit and execute, and an example stores view as false"
        => "Every flag is stored as it was sent.";
    22 e22_jobid_is_job_id
        "The example of ShowDefaultProjectPermission asks with jobid, its table has job_id"
        => "Both spellings are read.";
    23 e23_refusals_have_the_statuses_of_the_older_pages
        "The newer pages of two batch operations list 200 alone, the older ones 400, 401, 403, 404 and 500 too"
        => "The statuses of the older pages.";
    24 e24_throttling_is_429_of_the_gateway
        "Throttling is 429 APIGW.0308 at the gateway, 500 CB.00060211 in Build and 500 COCT.0070003 in Pipeline"
        => "Nothing is throttled unless a test asks for it; then it is 429 APIGW.0308, of which Python shows the code 429.";
    25 e25_rows_of_creators_are_taken_and_stay_as_they_are
        "The creators' rows cannot be changed in the console, and the batch example sends them"
        => "They are taken, and stay true; a refusal can be chosen.", quirk "fixed-rows";
    26 e26_every_answer_is_of_strict_types_with_a_body_and_a_content_type
        "Clients misread lenient JSON: \"false\" is true in Python, a null code breaks Java, no Content-Type breaks .NET"
        => "Strict JSON types, codes that are never null, always a body and always a Content-Type.";
}
