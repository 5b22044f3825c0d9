//! `bench gateway`: what the gateway adds to a call, and whether its memory stays.
//!
//! Starts the demo and a gateway in front of it, each a process of its own, and asks for a page of requests at an even pace: in
//! turns directly and through the gateway, so that what else the machine does falls on both. A call is timed from sending
//! to the last byte of its answer. Prints a table, keeps `gateway` in `bench/results.json`, and fails where a goal is missed.
//! Arguments: the server's program, and how many seconds each way is measured in all (default 30).

use std::error::Error;
use std::io::{BufRead, BufReader, Lines, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, RequestBuilder, Url};
use serde::Serialize;
use tokio::task::JoinSet;
use tokio::time::{Instant as Tick, sleep, sleep_until};

#[allow(dead_code, reason = "it asks over a network and keeps results only")]
mod asking;

const RATE: u32 = 200;
const CONNECTIONS: u32 = 100;
const TURNS: u32 = 3;
const SECONDS: u32 = 30;
const PERSON: &str = "usr-dana-levi";
const PATH: &str = "/api/client/v1/access-requests?scope=MyRequests&limit=20";
/// The bench's own; nothing of worth lies under it.
const KEY: &str = "bench:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
/// What the gateway may add at most. Milliseconds.
const MEDIAN_GOAL: f64 = 1.0;
const P99_GOAL: f64 = 5.0;
/// How much the gateway's memory may grow between the first turn and the last. MiB.
const GROWTH_GOAL: f64 = 8.0;

type Failed = Box<dyn Error + Send + Sync>;

#[derive(Serialize)]
struct Results {
    rate: u32,
    connections: u32,
    /// Of each way, in all.
    seconds: u32,
    direct: Way,
    gateway: Way,
    added_median_ms: f64,
    added_p99_ms: f64,
    /// Resident memory of the gateway after a first second of calls, and after the last turn.
    memory_start_mib: f64,
    memory_end_mib: f64,
}

#[derive(Serialize)]
struct Way {
    calls: usize,
    failed: usize,
    median_ms: f64,
    p99_ms: f64,
    most_ms: f64,
}

/// A server that ends with this.
struct Process {
    child: Child,
    address: String,
    /// Open until the end: a program that cannot write what it has to say ends.
    _output: Lines<BufReader<ChildStdout>>,
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Process {
    fn start(program: &str, data: &Path, flags: &[&str]) -> Result<Self, Failed> {
        let mut command = Command::new(program);
        command.arg("--data").arg(data).arg("--dist").arg(data).args(flags).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let mut output = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
        let mut lines = output.by_ref().map_while(Result::ok);
        let found = lines.find_map(|line| line.strip_prefix("Listening on ").map(str::to_owned));
        Ok(Self { child, address: found.ok_or("the server did not start")?, _output: output })
    }

    /// Resident memory, in MiB.
    fn memory(&self) -> Result<f64, Failed> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("the kernel tells no memory")?;
        let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok((kib / 102.4).round() / 10.0)
    }
}

#[tokio::main]
async fn main() -> Result<(), Failed> {
    server::use_ring();
    let program = std::env::args().nth(1).ok_or("The first argument is the server's program.")?;
    let seconds = std::env::args().nth(2).map_or(Ok(SECONDS), |text| text.parse())?;
    let folder = tempfile::tempdir()?;
    let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port().to_string();
    let public = format!("http://127.0.0.1:{port}");
    let data = folder.path().join("demo");
    let back = format!("{public}/auth/callback");
    let demo = Process::start(&program, &data, &["--port", "0", "--resources", "2000", "--demo-redirect", &back])?;
    let service = ["--upstream", &demo.address, "--apono-app", &demo.address, "--client-id", "apono-access-demo"];
    let own = ["--port", &port, "--public-url", &public, "--encryption-key", KEY];
    let gateway = Process::start(&program, &folder.path().join("gateway"), &[&service[..], &own].concat())?;

    let tokens = std::fs::read_to_string(data.join("personal-tokens.txt"))?;
    let token = tokens.lines().find_map(|line| line.strip_prefix(PERSON)).ok_or("no token")?.trim().to_owned();
    let cookie = sign_in(&gateway.address).await?;
    let direct_address = format!("{}{PATH}", demo.address);
    let direct = move |client: &Client| client.get(&direct_address).bearer_auth(&token);
    let gateway_address = format!("{}{PATH}", gateway.address);
    let through =
        move |client: &Client| client.get(&gateway_address).header(COOKIE, &cookie).header("x-apono-tab", "1");

    let (at_demo, at_gateway) = (clients()?, clients()?);
    // Connections are made and caches are filled.
    turn(&at_demo, 1, &direct).await;
    turn(&at_gateway, 1, &through).await;
    let memory_start_mib = gateway.memory()?;
    let (mut times, mut times_through) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        times.extend(turn(&at_demo, seconds / TURNS, &direct).await);
        times_through.extend(turn(&at_gateway, seconds / TURNS, &through).await);
    }
    let (direct, through) = (way(times), way(times_through));
    let results = Results {
        rate: RATE,
        connections: CONNECTIONS,
        seconds,
        added_median_ms: round(through.median_ms - direct.median_ms),
        added_p99_ms: round(through.p99_ms - direct.p99_ms),
        direct,
        gateway: through,
        memory_start_mib,
        memory_end_mib: gateway.memory()?,
    };
    asking::keep("gateway", &results)?;
    print(&results)?;
    let missed = missed(&results);
    if missed.is_empty() { Ok(()) } else { Err(missed.join(" ").into()) }
}

/// One a connection.
fn clients() -> Result<Vec<Client>, reqwest::Error> {
    (0..CONNECTIONS).map(|_| Client::builder().pool_max_idle_per_host(1).no_proxy().build()).collect()
}

/// Calls at an even pace for so many seconds, each connection in its turn; how long each took, or that it failed.
async fn turn(
    clients: &[Client],
    seconds: u32,
    call: &(impl Fn(&Client) -> RequestBuilder + Clone + Send + Sync + 'static),
) -> Vec<Option<Duration>> {
    let begin = Tick::now() + Duration::from_millis(50);
    let mut running = JoinSet::new();
    for (number, client) in (0..).zip(clients) {
        let (client, call) = (client.clone(), call.clone());
        running.spawn(async move {
            let mut times = Vec::new();
            for round in 0..RATE * seconds / CONNECTIONS {
                sleep_until(begin + Duration::from_secs(1) * (round * CONNECTIONS + number) / RATE).await;
                let sent = Instant::now();
                times.push(finished(call(&client)).await.then(|| sent.elapsed()));
            }
            times
        });
    }
    let all = running.join_all().await.into_iter().flatten().collect();
    sleep(Duration::from_millis(100)).await;
    all
}

async fn finished(request: RequestBuilder) -> bool {
    match request.send().await {
        Ok(answer) => answer.status().is_success() && answer.bytes().await.is_ok_and(|body| !body.is_empty()),
        Err(_) => false,
    }
}

/// Signs in at the gateway as a browser does; gives the session's cookie.
async fn sign_in(gateway: &str) -> Result<String, Failed> {
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build()?;
    let header = |answer: &reqwest::Response, name| {
        let value = answer.headers().get(name).and_then(|value| value.to_str().ok());
        value.map(str::to_owned).ok_or_else(|| format!("{} without what was looked for", answer.status()))
    };
    let begun = client.get(format!("{gateway}/auth/sign-in")).send().await?;
    let attempt = header(&begun, SET_COOKIE)?;
    let ask = Url::parse(&header(&begun, LOCATION)?)?;
    let mut form: Vec<(String, String)> = ask.query_pairs().into_owned().collect();
    form.push(("person".to_owned(), PERSON.to_owned()));
    let page = ask.as_str().split('?').next().unwrap_or_default();
    let chosen = client.post(page).form(&form).send().await?;
    let attempt = attempt.split(';').next().unwrap_or_default().to_owned();
    let signed_in = client.get(header(&chosen, LOCATION)?).header(COOKIE, attempt).send().await?;
    Ok(header(&signed_in, SET_COOKIE)?.split(';').next().unwrap_or_default().to_owned())
}

fn way(times: Vec<Option<Duration>>) -> Way {
    let calls = times.len();
    let mut good: Vec<Duration> = times.into_iter().flatten().collect();
    good.sort();
    let share = |percent: usize| ms(good.get((good.len() * percent / 100).min(good.len().saturating_sub(1))));
    Way { calls, failed: calls - good.len(), median_ms: share(50), p99_ms: share(99), most_ms: share(100) }
}

fn ms(time: Option<&Duration>) -> f64 {
    round(time.copied().unwrap_or_default().as_secs_f64() * 1e3)
}

fn round(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

fn missed(results: &Results) -> Vec<String> {
    let grown = results.memory_end_mib - results.memory_start_mib;
    [
        (results.direct.failed + results.gateway.failed > 0, "Calls have failed.".to_owned()),
        (results.added_median_ms >= MEDIAN_GOAL, format!("The median is not below {MEDIAN_GOAL} ms.")),
        (results.added_p99_ms >= P99_GOAL, format!("The 99th percentile is not below {P99_GOAL} ms.")),
        (grown >= GROWTH_GOAL, format!("The memory has grown by {grown:.1} MiB.")),
    ]
    .into_iter()
    .filter_map(|(is_missed, what)| is_missed.then_some(what))
    .collect()
}

fn print(results: &Results) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    let Results { rate, connections, seconds, direct, gateway, .. } = results;
    writeln!(out, "{rate} calls a second over {connections} connections, {seconds} s each way\n")?;
    writeln!(out, "{:<20} {:>7} {:>7} {:>10} {:>8} {:>8}", "way", "calls", "failed", "median ms", "p99 ms", "most ms")?;
    for (name, way) in [("to the demo", direct), ("through the gateway", gateway)] {
        let Way { calls, failed, median_ms, p99_ms, most_ms } = way;
        writeln!(out, "{name:<20} {calls:>7} {failed:>7} {median_ms:>10.2} {p99_ms:>8.2} {most_ms:>8.2}")?;
    }
    let (median, p99) = (results.added_median_ms, results.added_p99_ms);
    writeln!(out, "{:<20} {:>7} {:>7} {median:>10.2} {p99:>8.2}", "added", "", "")?;
    writeln!(out, "{:<20} {:>7} {:>7} {MEDIAN_GOAL:>10.2} {P99_GOAL:>8.2}", "goal, below", "", "")?;
    let (start, end) = (results.memory_start_mib, results.memory_end_mib);
    writeln!(out, "\nmemory of the gateway: {start} MiB at the start, {end} MiB at the end")
}
