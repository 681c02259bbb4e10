//! Measures `codearts-mock` beside reference servers that do nothing but answer, so that every figure is also a ratio.

pub mod affinity;
pub mod answers;
pub mod budget;
pub mod client;
pub mod connection;
pub mod histogram;
pub mod hostile;
pub mod instructions;
pub mod large;
pub mod measure;
pub mod memory;
pub mod process;
pub mod random;
pub mod reference;
pub mod request;
pub mod run;
pub mod scale;
pub mod seed;
pub mod signature;
pub mod soak;
pub mod startup;
pub mod table;
pub mod train;
pub mod variant;
pub mod wire;
pub mod workload;
