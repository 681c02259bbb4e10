//! The examples run, every one of them: each has a test of its own at its end.

#[path = "../../examples/clock.rs"]
mod clock;
#[path = "../../examples/faults.rs"]
mod faults;
#[path = "../../examples/in_a_test.rs"]
mod in_a_test;
#[path = "../../examples/in_an_async_test.rs"]
mod in_an_async_test;
#[path = "../../examples/own_world.rs"]
mod own_world;
#[path = "../../examples/parallel_namespaces.rs"]
mod parallel_namespaces;

#[test]
fn no_example_is_left_out() {
    let here = include_str!("examples.rs");
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");

    for file in folder.read_dir().unwrap().map(|entry| entry.unwrap().path()) {
        let name = file.file_name().unwrap().to_str().unwrap();
        let is_program = file.extension().is_some_and(|extension| extension == "rs");
        assert!(!is_program || here.contains(&format!("examples/{name}\"]")), "{name}");
    }
}
