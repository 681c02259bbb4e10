//! The vectors of the official SDKs' own tests, and two requests to CodeArts signed by the Python SDK.

use codearts_mock::auth::signature::{Authorization, Scheme, canonical_request, sign, string_to_sign};

use super::request::Request;

/// A published signature and what it was made of.
struct Vector {
    request: Request,
    access_key: &'static str,
    secret: &'static str,
    scheme: Scheme<'static>,
    signed_headers: &'static str,
    signature: &'static str,
}

impl Vector {
    fn check(&self) {
        let made = self
            .request
            .lend(|request| sign(self.scheme, self.access_key, self.secret, request, self.signed_headers))
            .expect("every signed header is there");

        assert_eq!(Authorization::parse(&made).expect("every signed header is there").signature, self.signature);
        assert_eq!(self.request.verify(&made, self.secret, self.request.signed_at()), Ok(()));
    }
}

const DEMO: Scheme<'_> = Scheme::Derived { region: "test-region-1", service: "demo" };
const CODEARTS: Scheme<'_> = Scheme::Derived { region: "cn-north-4", service: "codeartsbuild" };

fn java(request: Request, host: &str, signature: &'static str) -> Vector {
    Vector {
        request: request.header("Host", host).header("X-Sdk-Date", "20191115T033655Z"),
        access_key: "AccessKey",
        secret: "SecretKey",
        scheme: Scheme::Plain,
        signed_headers: "host;x-sdk-date",
        signature,
    }
}

fn go(request: Request, scheme: Scheme<'static>, signature: &'static str) -> Vector {
    Vector {
        request: request.header("X-Sdk-Date", "20060102T150405Z"),
        access_key: "AccessKey",
        secret: "SecretKey",
        scheme,
        signed_headers: "x-sdk-date",
        signature,
    }
}

fn codearts(request: Request, scheme: Scheme<'static>, signature: &'static str) -> Vector {
    let request = request
        .header("Host", "127.0.0.1:8080")
        .header("User-Agent", "huaweicloud-usdk-python/3.0")
        .header("Content-Type", "application/json")
        .header("X-Project-Id", "0123456789abcdef0123456789abcdef")
        .header("X-Sdk-Date", "20240920T063849Z");
    Vector {
        request,
        access_key: "QTWAOYTTINDUT2QVKYUC",
        secret: "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc",
        scheme,
        signed_headers: "content-type;host;user-agent;x-project-id;x-sdk-date",
        signature,
    }
}

fn go_get() -> Request {
    Request::new("GET", "/path?limit=1")
}

fn go_post() -> Request {
    Request::new("POST", "/path?key=value").body("{\"Name\":\"test\",\"Id\":1}\n")
}

fn codearts_get() -> Request {
    Request::new(
        "GET",
        "/v1/job/permission?job_id=6ecbc5bac7c8442fb3d2563d53c13582&project_id=p45e51b060f1b4e82916f9d2c33e8eb28",
    )
}

fn codearts_post() -> Request {
    Request::new("POST", "/v1/job/project/permission").body(
        r#"{"job_id": "6ecbc5bac7c8442fb3d2563d53c13582", "project_id": "p45e51b060f1b4e82916f9d2c33e8eb28", "project_switch": true}"#,
    )
}

#[test]
fn the_first_java_vector_holds() {
    let request = Request::new(
        "GET",
        "/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs?limit=2&marker=13551d6b-755d-4757-b956-536f674975c0",
    );
    let signature = "fd95e7da6f695cfb4cabbb9d6b0968aec155bc576b064835282473539ae9ea1d";

    java(request, "service.region.example.com", signature).check();
}

#[test]
fn the_second_java_vector_holds() {
    let request = Request::new("POST", "/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpc/123").body(r#"{"key":"value"}"#);
    let signature = "b5649aa774f6cac7437631662f08815fc65c70e40e486df6db2436ce68902771";

    java(request, "service.region.example.com", signature).check();
}

#[test]
fn the_third_java_vector_holds() {
    let signature = "919ad8b75d4ad49da0d377e63ee21c4a7a54b752f6bf2878b4adbe9c19927da6";

    java(Request::new("GET", "/"), "example.com", signature).check();
}

#[test]
fn the_go_vectors_hold_without_a_host() {
    go(go_get(), Scheme::Plain, "5a2ce64c865e0e6046321c6f3d5a77ba8413eeaf355c3166c03d58d02ac79624").check();
    go(go_post(), Scheme::Plain, "cecc2af119b18ab70b4d094c0750f3b42c02f254903179a0fc2cc72fc9db4f59").check();
}

#[test]
fn the_derived_go_vectors_hold() {
    go(go_get(), DEMO, "8fd3610508884bb19718317797c7378716a94bc740d97502e569322e366341cc").check();
    go(go_post(), DEMO, "4112f88b92d82dd1e1b7dd142f1e99e4f1762c42ca8fe0968b3045120870a903").check();
}

#[test]
fn the_codearts_vectors_hold() {
    let get = "7e9949c751f2c089a0b5f965f0f69752cf4f61b19ff103d677a8e7a61688e762";
    codearts(codearts_get(), Scheme::Plain, get).check();
    let post = "56fe93b37321116f5d60b32e649b753f01653dd3cee709bbce13c48d08e036c0";
    codearts(codearts_post(), Scheme::Plain, post).check();
}

#[test]
fn the_derived_codearts_vectors_hold() {
    let get = "29ec262308932ff6244dbcf6659884abdfa733573cab5c07dbede3d7b88512e5";
    codearts(codearts_get(), CODEARTS, get).check();
    let post = "f19550f4c9d9383e6e19edd14cc4f2160930a105cbb9f6b31eeaeb39406faea2";
    codearts(codearts_post(), CODEARTS, post).check();
}

#[test]
fn the_texts_on_the_way_to_a_signature_are_the_documented_ones() {
    let vector = codearts(codearts_get(), Scheme::Plain, "");
    let authorization = Authorization::parse(
        "SDK-HMAC-SHA256 Access=QTWAOYTTINDUT2QVKYUC, SignedHeaders=content-type;host;user-agent;x-project-id;x-sdk-date, \
         Signature=7e9949c751f2c089a0b5f965f0f69752cf4f61b19ff103d677a8e7a61688e762",
    )
    .unwrap();

    let canonical = vector.request.lend(|request| canonical_request(request, vector.signed_headers)).unwrap();
    let text = string_to_sign(&authorization, "20240920T063849Z", &canonical);

    assert_eq!(
        canonical,
        "GET\n\
         /v1/job/permission/\n\
         job_id=6ecbc5bac7c8442fb3d2563d53c13582&project_id=p45e51b060f1b4e82916f9d2c33e8eb28\n\
         content-type:application/json\n\
         host:127.0.0.1:8080\n\
         user-agent:huaweicloud-usdk-python/3.0\n\
         x-project-id:0123456789abcdef0123456789abcdef\n\
         x-sdk-date:20240920T063849Z\n\
         \n\
         content-type;host;user-agent;x-project-id;x-sdk-date\n\
         e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
    assert_eq!(
        text,
        "SDK-HMAC-SHA256\n20240920T063849Z\n4b9ac8f4d340f7d07125ead8bac4af0538383dff0414227682ade7ea6c548729"
    );
}
