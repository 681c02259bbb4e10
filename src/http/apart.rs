//! What takes long runs apart: on a thread that answers nobody else, and only a few of it at once.

use std::{future::pending, panic::resume_unwind, sync::Arc};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
};

/// So many large documents are made, or worlds read, at once: each can take many times its size in memory.
const DOCUMENTS: usize = 2;

/// So many long looks into journals are taken at once. They have a place of their own: a document can take seconds.
const LOOKS: usize = 1;

/// Where what takes long waits for its turn.
#[derive(Clone, Debug)]
pub struct Apart {
    documents: Arc<Semaphore>,
    looks: Arc<Semaphore>,
}

impl Default for Apart {
    fn default() -> Self {
        Self { documents: Arc::new(Semaphore::new(DOCUMENTS)), looks: Arc::new(Semaphore::new(LOOKS)) }
    }
}

impl Apart {
    /// Runs what is about a large document when it is its turn.
    pub(super) async fn document<R: Send + 'static>(&self, work: impl FnOnce() -> R + Send + 'static) -> R {
        self.in_turn(&self.documents, work).await
    }

    /// Takes a long look into a journal when it is its turn.
    pub(super) async fn look<R: Send + 'static>(&self, work: impl FnOnce() -> R + Send + 'static) -> R {
        self.in_turn(&self.looks, work).await
    }

    async fn in_turn<R: Send + 'static>(&self, turns: &Arc<Semaphore>, work: impl FnOnce() -> R + Send + 'static) -> R {
        let turn = Arc::clone(turns).acquire_owned().await.ok();
        run(turn, work).await
    }

    /// Runs what is usually short but must not be relied on to be: nobody waits for a turn.
    pub(super) async fn at_once<R: Send + 'static>(&self, work: impl FnOnce() -> R + Send + 'static) -> R {
        run(None, work).await
    }
}

/// The turn is over when the work is, even if nobody waits for it any more.
async fn run<R: Send + 'static>(turn: Option<OwnedSemaphorePermit>, work: impl FnOnce() -> R + Send + 'static) -> R {
    let work = move || {
        let result = work();
        drop(turn);
        result
    };
    match spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            // The runtime ends, and whoever waits here ends with it.
            Err(_) => pending().await,
        },
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn only_so_many_documents_are_made_at_once_and_nothing_else_waits_for_them() {
        let apart = Apart::default();
        let (say, begun) = mpsc::channel();
        let slow = |number: usize| {
            let (end, ended) = mpsc::channel::<()>();
            let (apart, say) = (apart.clone(), say.clone());
            let document = tokio::spawn(async move {
                apart
                    .document(move || {
                        say.send(number).unwrap();
                        // Fails once the test lets go of the other end.
                        let _ = ended.recv();
                    })
                    .await;
            });
            (end, document)
        };

        let mut documents: Vec<_> = (0..=DOCUMENTS).map(slow).collect();
        // Each future runs until it waits, and then the threads have all the time that they need.
        let (look, other) = tokio::join!(apart.look(|| "look"), apart.at_once(|| "other"));
        let first: Vec<_> = (0..DOCUMENTS).map(|_| begun.recv().unwrap()).collect();
        let waiting = begun.try_recv();
        let (end, document) = documents.remove(0);
        drop(end);
        document.await.unwrap();
        let next = apart.at_once(move || begun.recv().unwrap()).await;

        assert_eq!((look, other), ("look", "other"));
        assert_eq!((first.len(), waiting), (DOCUMENTS, Err(mpsc::TryRecvError::Empty)));
        assert_eq!(next, DOCUMENTS);
    }

    #[tokio::test]
    #[should_panic(expected = "a mistake")]
    async fn a_panic_goes_on_where_the_result_was_waited_for() {
        Apart::default().document(|| panic!("a mistake")).await;
    }
}
