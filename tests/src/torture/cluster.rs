//! The cluster: one sqld, several hosts, each with its own way to the server and its own idea of the time, one Redis.

use crate::bundle::{Bundle, Database, Node, Options};
use crate::desk;
use crate::fault_proxy::FaultProxy;
use crate::receiver::{Received, Receiver};
use crate::redis::Redis;
use rusqlite::Connection;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::TempDir;

/// By how much the clocks of nodes are wrong, in milliseconds; those after the last are right.
const CLOCKS: [&str; 3] = ["--clock-offset-ms=0", "--clock-offset-ms=3000", "--clock-offset-ms=-2000"];

/// What wallet user 2 has besides the demo data, in cents.
const FUNDS: i64 = 1_000_000_000;

pub(super) struct Cluster {
    /// The first one owns the server; it is never killed, but asked nothing by clients.
    first: Bundle,
    nodes: Vec<Mutex<Bundle>>,
    addresses: Vec<SocketAddr>,
    proxies: Vec<FaultProxy>,
    redis: Option<Mutex<Redis>>,
    receiver: Receiver,
    next: AtomicUsize,
    is_given_up: AtomicBool,
    _redis_folder: TempDir,
}

impl Cluster {
    pub(super) fn start(count: usize) -> Self {
        let receiver = Receiver::start();
        let webhook: &'static str = receiver.url("/wallet").leak();
        let variables =
            [
                &[
                    ("wallet_webhook_url", webhook),
                    ("token_ttl_seconds", "86400"),
                    ("database_mode", "remote"),
                ][..],
                &desk::WALLET_TOKENS,
            ]
            .concat();
        let redis_folder = TempDir::new().expect("a temporary folder");
        let redis = Redis::is_there().then(|| Redis::start(redis_folder.path()));
        let redis_url = redis.as_ref().map(Redis::url);
        let node = Node { redis_url: redis_url.clone(), ..Node::default() };
        let options =
            Options { variables, database: Some(Database::LibSql(Vec::new())), node, ..Options::default() };
        let first = Bundle::with(options.clone());
        prepare(&first, &receiver);
        let (mut nodes, mut addresses, mut proxies) = (Vec::new(), Vec::new(), Vec::new());
        for number in 0..count {
            let proxy = FaultProxy::start(first.sqld().address());
            let listen = free_address();
            let node = Node {
                listen: Some(listen),
                libsql_url: Some(format!("http://{}", proxy.address())),
                redis_url: redis_url.clone(),
                has_schema: true,
            };
            let flags = CLOCKS.get(number).map(|clock| vec![*clock]).unwrap_or_default();
            nodes.push(Mutex::new(first.beside_with(Options { node, flags, ..options.clone() })));
            addresses.push(listen);
            proxies.push(proxy);
        }
        Cluster {
            first,
            nodes,
            addresses,
            proxies,
            redis: redis.map(Mutex::new),
            receiver,
            next: AtomicUsize::new(0),
            is_given_up: AtomicBool::new(false),
            _redis_folder: redis_folder,
        }
    }

    pub(super) fn has_redis(&self) -> bool {
        self.redis.is_some()
    }

    /// The next node, in turns: what a proxy in front of them would choose.
    pub(super) fn base(&self) -> String {
        let next = self.next.fetch_add(1, Ordering::Relaxed);
        self.base_of(next)
    }

    pub(super) fn base_of(&self, number: usize) -> String {
        format!("http://{}", self.addresses[number % self.addresses.len()])
    }

    /// A node that nothing happens to, for what comes before and after.
    pub(super) fn quiet_base(&self) -> String {
        self.first.url("")
    }

    pub(super) fn receiver_url(&self, path: &str) -> String {
        self.receiver.url(path)
    }

    pub(super) fn received(&self) -> Vec<Received> {
        self.receiver.received()
    }

    pub(super) fn nodes(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn kill_node(&self, number: usize) {
        lock(&self.nodes[number]).kill();
    }

    /// Starts a killed node until it serves: it cannot while the server is away.
    pub(super) fn restart_node(&self, number: usize) {
        let mut node = lock(&self.nodes[number]);
        let tries = (0..10).find(|_| node.restart());
        assert!(tries.is_some(), "node {number} does not start again");
    }

    pub(super) fn restart_server(&self, politely: bool) {
        self.first.sqld().restart(politely);
    }

    pub(super) fn proxy(&self, number: usize) -> &FaultProxy {
        &self.proxies[number]
    }

    pub(super) fn kill_store(&self) {
        if let Some(redis) = &self.redis {
            lock(redis).kill();
        }
    }

    pub(super) fn restart_store(&self) {
        if let Some(redis) = &self.redis {
            lock(redis).restart();
        }
    }

    pub(super) fn database(&self) -> Connection {
        self.first.database()
    }

    /// What components and hosts have logged as a fault.
    pub(super) fn faults(&self) -> Vec<String> {
        let logs = self.first.logs();
        logs.lines().filter(|line| line.contains("\"fault\"")).map(str::to_owned).collect()
    }

    /// Clients that still try give up.
    pub(super) fn give_up(&self) {
        self.is_given_up.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_given_up(&self) -> bool {
        self.is_given_up.load(Ordering::Relaxed)
    }
}

/// Everything is told to the receiver, and the wallet has enough to apply for.
fn prepare(bundle: &Bundle, receiver: &Receiver) {
    let database = bundle.database();
    let told = "UPDATE products SET deposit_callback = ?1, withdraw_callback = ?1";
    database.execute(told, [receiver.url("/cashier")]).expect("the callbacks");
    let funds = "INSERT INTO wallet_adjustments (command_id, user_id, operator_id, operate_type, operate_amount, created_at)
                 VALUES ('torture', 2, 1, 1, ?1, ?2)";
    database.execute(funds, (FUNDS, desk::now_ms())).expect("the funds");
}

fn free_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("an address")
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
