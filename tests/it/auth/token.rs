//! Tokens: issued for a password or another token, good for a day, and only with the scope that is wanted.

use codearts_mock::auth::Mode;
use serde_json::{Value, json};

use crate::mock::{Answer, JOB, Mock, PROJECT};

const TOKENS: &str = "POST /v3/auth/tokens?nocatalog=true";
const DAY: i64 = 24 * 60 * 60 * 1000;

fn password(mock: &Mock, name: &str) -> String {
    let state = mock.state();
    let user = state["users"].as_object().unwrap().values().find(|user| user["name"] == name).unwrap().clone();
    user["password"].as_str().unwrap().to_owned()
}

fn request(mock: &Mock, name: &str, scope: &Value) -> Value {
    let user = json!({ "name": name, "password": password(mock, name), "domain": { "name": "codearts-mock" } });
    let mut request = json!({ "auth": { "identity": { "methods": ["password"], "password": { "user": user } } } });
    if !scope.is_null() {
        request["auth"]["scope"] = scope.clone();
    }
    request
}

async fn issue(mock: &Mock, request: &Value) -> Answer {
    mock.ask(TOKENS).no_token().json(request).answer().await
}

fn token_in(answer: &Answer) -> String {
    answer.headers["x-subject-token"].to_str().unwrap().to_owned()
}

async fn read(mock: &Mock, token: &str) -> Answer {
    mock.ask(&format!("GET /v1/job/permission?project_id={PROJECT}&job_id={JOB}")).token(token).answer().await
}

#[tokio::test]
async fn a_token_for_a_password_is_its_users_for_a_day() {
    let mock = Mock::fresh().auth(Mode::Verify);
    let answer = issue(&mock, &request(&mock, "developer", &json!({ "project": { "name": "cn-north-4" } }))).await;
    let token = token_in(&answer);

    assert_eq!(answer.status, 201);
    assert_eq!(answer.body["token"]["user"]["name"], "developer");
    assert_eq!(answer.body["token"]["project"]["name"], "cn-north-4");
    assert_eq!(answer.body["token"]["issued_at"], "2026-01-01T00:00:00.000000Z");
    assert_eq!(answer.body["token"]["expires_at"], "2026-01-02T00:00:00.000000Z");
    mock.advance(DAY - 1);
    assert_eq!(read(&mock, &token).await.body["result"]["role_id"], 4);
    mock.advance(1);
    let expired = read(&mock, &token).await;
    assert_eq!((expired.status, expired.body["error_code"].as_str()), (401, Some("APIGW.0307")));
}

#[tokio::test]
async fn a_token_without_a_project_is_refused_by_the_services_and_told_why() {
    let mock = Mock::fresh().auth(Mode::Verify);
    for scope in [json!({ "domain": { "name": "codearts-mock" } }), Value::Null] {
        let token = token_in(&issue(&mock, &request(&mock, "developer", &scope)).await);

        let answer = read(&mock, &token).await;

        assert_eq!((answer.status, answer.body["error_code"].as_str()), (401, Some("APIGW.0301")), "{scope}");
        let message = answer.body["error_msg"].as_str().unwrap();
        assert!(message.contains("Global tenant tokens are not supported"), "{message}");
        let projects = mock.ask("GET /v3/projects?name=cn-north-4").token(&token).answer().await;
        assert_eq!(projects.body["projects"].as_array().map(Vec::len), Some(1));
    }
}

#[tokio::test]
async fn a_token_is_exchanged_for_one_of_another_scope() {
    let mock = Mock::fresh().auth(Mode::Verify);
    let unscoped = token_in(&issue(&mock, &request(&mock, "tester", &Value::Null)).await);
    let exchange = json!({ "auth": {
        "identity": { "methods": ["token"], "token": { "id": unscoped } },
        "scope": { "project": { "name": "cn-east-3" } },
    } });

    let answer = issue(&mock, &exchange).await;

    assert_eq!((answer.status, &answer.body["token"]["methods"]), (201, &json!(["token"])));
    assert_eq!(read(&mock, &token_in(&answer)).await.body["result"]["role_id"], 6);
}

#[tokio::test]
async fn a_wrong_password_and_a_malformed_body_are_refused_in_the_form_of_iam() {
    let mock = Mock::fresh().auth(Mode::Verify);
    let mut wrong = request(&mock, "developer", &Value::Null);
    wrong["auth"]["identity"]["password"]["user"]["password"] = json!("wrong");

    let wrong = issue(&mock, &wrong).await;
    let malformed = issue(&mock, &json!({ "auth": {} })).await;

    let error = json!({ "code": 401, "message": "The username or password is wrong.", "title": "Unauthorized" });
    assert_eq!((wrong.status, &wrong.body["error"]), (401, &error));
    assert_eq!((malformed.status, &malformed.body["error"]["code"]), (400, &json!(400)));
    let message = malformed.body["error"]["message"].as_str().unwrap();
    assert!(message.starts_with("The request body is invalid: auth.identity: "), "{message}");
}

#[tokio::test]
async fn a_token_is_described_while_it_is_good() {
    let mock = Mock::fresh().auth(Mode::Verify);
    let scope = json!({ "project": { "name": "cn-north-4" } });
    let issued = issue(&mock, &request(&mock, "developer", &scope)).await;
    let token = token_in(&issued);
    let describe = || mock.ask("GET /v3/auth/tokens").token(&token).header("x-subject-token", &token);

    assert_eq!(describe().answer().await.body, issued.body);
    mock.advance(DAY);
    let gone = mock.ask("GET /v3/auth/tokens").token(&mock.token("developer")).header("x-subject-token", &token);
    assert_eq!(gone.answer().await.body["error"]["code"], 404);
}

#[tokio::test]
async fn each_region_has_exactly_one_project_and_the_account_is_the_callers() {
    let mock = Mock::fresh();

    let one = mock.ask("GET /v3/projects?name=cn-north-4").answer().await;
    let none = mock.ask("GET /v3/projects?name=nowhere").answer().await;
    let domains = mock.ask("GET /v3/auth/domains").answer().await;

    assert_eq!(one.body["projects"].as_array().map(Vec::len), Some(1));
    assert_eq!(none.body["projects"], json!([]));
    assert_eq!(domains.body["domains"][0]["name"], "codearts-mock");
    assert_eq!(one.body["projects"][0]["domain_id"], domains.body["domains"][0]["id"]);
}

#[tokio::test]
async fn a_secret_in_the_place_of_the_object_that_should_hold_it_is_told_to_nobody() {
    let mock = Mock::fresh();
    for member in ["password", "token"] {
        let secret = password(&mock, "administrator");
        let request = json!({ "auth": { "identity": { "methods": [member], member: secret } } });

        // Whatever is answered and written down is searched for the secrets of the world.
        let answer = issue(&mock, &request).await;

        assert_eq!(answer.status, 400);
        let expected = format!("auth.identity.{member}: expected an object, got a value that is not shown");
        assert_eq!(answer.message(), format!("The request body is invalid: {expected}"));
    }
}
