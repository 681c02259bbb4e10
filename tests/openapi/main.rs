//! The derived documents: committed bytes, complete, and true.

#[test]
fn scratch() {
    println!(
        "{}",
        codearts_mock::openapi::json(&codearts_mock::openapi::document(codearts_mock::api::Quirks::default()))
    );
}
