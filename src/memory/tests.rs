//! Reserves, gives back, refuses and reclaims.

use super::*;

/// Something that releases what it has.
#[derive(Debug)]
struct Hoard(Mutex<Share>);

impl Reclaim for Hoard {
    fn reclaim(&self, bytes: usize) {
        let mut share = self.0.lock();
        let left = share.bytes().saturating_sub(bytes);
        share.set(left);
    }
}

fn hoard(memory: &Arc<Memory>, bytes: usize) -> Arc<Hoard> {
    let mut share = Share::of(memory, Kind::Journal);
    share.set(bytes);
    let hoard = Arc::new(Hoard(Mutex::new(share)));
    let source: Arc<dyn Reclaim> = hoard.clone();
    memory.reclaim_from(Arc::downgrade(&source));
    hoard
}

#[test]
fn a_share_is_given_back_when_it_goes_and_a_copy_of_it_is_empty() {
    let memory = Memory::new(1_000);
    let mut share = Share::of(&memory, Kind::State);

    share.grow(600).unwrap();
    let copy = share.clone();
    share.set(400);

    assert_eq!((share.bytes(), copy.bytes(), memory.total(), memory.bytes(Kind::State)), (400, 0, 400, 400));
    drop((share, copy));
    assert_eq!((memory.total(), memory.bytes(Kind::State)), (0, 0));
}

#[test]
fn what_does_not_fit_is_refused_with_the_setting_and_what_takes_the_most() {
    let memory = Memory::new(1_000);
    let mut state = Share::of(&memory, Kind::State);
    let mut bodies = Share::of(&memory, Kind::Bodies);
    state.grow(700).unwrap();
    bodies.grow(200).unwrap();

    let full = bodies.grow(101).unwrap_err();

    assert_eq!(full, Full { needed: 101, taken: 900, bound: 1_000, most: Kind::State, most_bytes: 700 });
    assert_eq!(
        Problem::from(full).to_string(),
        "expected at most 1000 bytes in all, as --max-memory-bytes (CODEARTS_MOCK_MAX_MEMORY_BYTES) sets, got a call that \
         may need 101 more beside 900; most of these, 700, are changed state - reset or delete what is not needed any \
         more (GET /_mock/health shows what takes how much), or start the server with a larger --max-memory-bytes"
    );
    assert_eq!((bodies.bytes(), memory.total()), (200, 900));
    bodies.grow(100).unwrap();
}

#[test]
fn room_is_made_before_anything_is_refused() {
    let memory = Memory::new(6_400);
    let hoard = hoard(&memory, 6_000);
    let mut state = Share::of(&memory, Kind::State);

    state.grow(3_000).unwrap();

    // 2,600 were missing, and a sixty-fourth of the bound is freed in addition.
    assert_eq!((hoard.0.lock().bytes(), memory.total()), (3_300, 6_300));
}

#[test]
fn nobody_loses_anything_for_what_cannot_fit() {
    let memory = Memory::new(1_000);
    let hoard = hoard(&memory, 500);
    let mut state = Share::of(&memory, Kind::State);
    state.grow(300).unwrap();

    assert_eq!(state.grow(701).unwrap_err().needed, 701);
    assert_eq!(state.grow(usize::MAX).unwrap_err().needed, usize::MAX);

    assert_eq!((hoard.0.lock().bytes(), memory.total()), (500, 800));
}

#[test]
fn what_was_counted_after_it_was_made_comes_down_again() {
    let memory = Memory::new(6_400);
    let hoard = hoard(&memory, 6_000);
    let mut state = Share::of(&memory, Kind::State);

    state.set(1_000);
    memory.come_down();

    assert_eq!((hoard.0.lock().bytes(), memory.total()), (5_300, 6_300));
}
