//! A closed-loop client: every connection sends its next request as soon as its last one is answered.

use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use rustix::buffer::spare_capacity;
use rustix::event::{Timespec, epoll};

use crate::connection::Connection;
use crate::histogram::Histogram;

/// A server that answers nothing for this long has failed.
const STALLED_AFTER: Timespec = Timespec { tv_sec: 10, tv_nsec: 0 };

/// All connections to one server, and what was seen on them.
pub struct Client {
    connections: Vec<Connection>,
    epoll: OwnedFd,
    events: Vec<epoll::Event>,
    requests: Vec<Vec<u8>>,
    next: usize,
    /// Latencies since the last reset.
    pub latencies: Histogram,
    /// Answers other than 200.
    pub refused: u64,
    /// The first of them.
    pub first_refusal: Option<String>,
}

/// One uninterrupted piece of load.
#[derive(Clone, Copy, Debug)]
pub struct Slice {
    /// Requests that were answered.
    pub requests: u64,
    /// From the first request to the last answer.
    pub elapsed: Duration,
}

impl Client {
    /// Opens `connections` connections over which `requests` will be sent in turn, for ever.
    ///
    /// # Errors
    ///
    /// When the server does not accept them.
    pub fn connect(address: SocketAddr, connections: usize, requests: Vec<Vec<u8>>) -> anyhow::Result<Self> {
        ensure!(!requests.is_empty(), "a workload needs a request");
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC).context("create an epoll")?;
        let mut opened = Vec::with_capacity(connections);
        for index in 0..connections {
            let connection = Connection::open(address)?;
            let data = epoll::EventData::new_u64(index as u64);
            epoll::add(&epoll, connection.stream(), data, epoll::EventFlags::IN).context("watch a connection")?;
            opened.push(connection);
        }
        Ok(Self {
            connections: opened,
            epoll,
            events: Vec::with_capacity(connections),
            requests,
            next: 0,
            latencies: Histogram::default(),
            refused: 0,
            first_refusal: None,
        })
    }

    /// Loads the server for `duration`, then waits until every request is answered, so that it falls idle.
    ///
    /// # Errors
    ///
    /// When the server closes a connection, stalls, or answers something that is not HTTP.
    pub fn run(&mut self, duration: Duration) -> anyhow::Result<Slice> {
        let started = Instant::now();
        let deadline = started + duration;
        for index in 0..self.connections.len() {
            self.send(index)?;
        }
        let mut requests = 0;
        let mut under_way = self.connections.len();
        while under_way > 0 {
            for index in self.wait()? {
                let Some(answer) = self.connections[index].receive()? else { continue };
                requests += 1;
                self.latencies.record(answer.latency);
                if let Some(refusal) = answer.refusal {
                    self.refused += 1;
                    self.first_refusal.get_or_insert(refusal);
                }
                if Instant::now() < deadline {
                    self.send(index)?;
                } else {
                    under_way -= 1;
                }
            }
        }
        Ok(Slice { requests, elapsed: started.elapsed() })
    }

    /// Forgets the latencies so far: the warm-up is over.
    pub fn forget_latencies(&mut self) {
        self.latencies = Histogram::default();
    }

    fn send(&mut self, connection: usize) -> anyhow::Result<()> {
        let request = &self.requests[self.next];
        self.next = (self.next + 1) % self.requests.len();
        self.connections[connection].send(request)
    }

    /// Indices of the connections that can be read.
    fn wait(&mut self) -> anyhow::Result<Vec<usize>> {
        self.events.clear();
        let seen = epoll::wait(&self.epoll, spare_capacity(&mut self.events), Some(&STALLED_AFTER))
            .context("wait for answers")?;
        ensure!(seen > 0, "no answer within {} s", STALLED_AFTER.tv_sec);
        let index = |event: &epoll::Event| usize::try_from(event.data.u64()).unwrap_or(usize::MAX);
        Ok(self.events.iter().map(index).collect())
    }
}
