//! The real program, ended by the hardest signal in the middle of its work.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use server::demo::people::PEOPLE;

use crate::support::{PATIENCE, RESOURCES, data, form};

/// The program, killed at the latest when this goes.
struct Program {
    child: Child,
    address: String,
    /// What it said at its start.
    greeting: Vec<String>,
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Program {
    fn start(data: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_server"))
            .args(["--port", "0", "--test-controls", "--dist", "there-is-none", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut greeting = Vec::new();
        for line in BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok) {
            let last = line.contains("curl -H");
            greeting.push(line);
            if last {
                break;
            }
        }
        let address = greeting.iter().find_map(|line| line.strip_prefix("Listening on ")).unwrap().to_owned();
        Self { child, address, greeting }
    }

    /// SIGKILL.
    fn kill(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        self.child.wait().unwrap();
    }

    fn token(&self, person: &str) -> &str {
        let line = self.greeting.iter().find(|line| line.trim_start().starts_with(person)).unwrap();
        line.trim_start().strip_prefix(person).unwrap().split_whitespace().next().unwrap()
    }

    async fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, reqwest::Error> {
        self.call_as("Dana Levi", method, path, body).await
    }

    async fn call_as(
        &self,
        person: &str,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Value, reqwest::Error> {
        let request = reqwest::Client::new().request(method.parse().unwrap(), format!("{}{path}", self.address));
        let request = request.header("authorization", format!("Bearer {}", self.token(person)));
        let request = request.header("content-type", "application/json");
        let answer = request.body(body.map(Value::to_string).unwrap_or_default()).send().await?;
        Ok(serde_json::from_slice(&answer.bytes().await?).unwrap_or(Value::Null))
    }

    async fn state(&self, request: &str) -> String {
        let path = format!("/api/client/v1/access-requests/{request}");
        let shown = self.call("GET", &path, None).await.unwrap();
        shown["status"]["status"].as_str().unwrap_or_else(|| panic!("{shown}")).to_owned()
    }

    /// Moves the clock until the request is in this state.
    async fn until(&self, request: &str, state: &str) {
        let started = Instant::now();
        while self.state(request).await != state {
            assert!(started.elapsed() < PATIENCE, "{request} is not {state}");
            self.call("POST", "/test/clock", Some(&json!({ "advance_seconds": 0.4 }))).await.unwrap();
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

fn install_tls() {
    // The calls of this test are plain, but the client asks for a provider.
    drop(rustls::crypto::ring::default_provider().install_default());
}

async fn staging(program: &Program) -> Value {
    let path = "/api/client/v1/inventory/access-units?limit=1&search=staging-checkout-eu";
    form(&[program.call("GET", path, None).await.unwrap()["data"][0]["id"].clone()])
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_the_middle_of_granting_nothing_is_lost_and_the_request_is_granted_after_the_next_start() {
    install_tls();
    let folder = data(RESOURCES, None).await;
    let mut program = Program::start(folder.path());
    let form = staging(&program).await;
    let made = program.call("POST", "/api/client/v1/access-requests", Some(&form)).await.unwrap();
    let request = made["request_ids"][0].as_str().unwrap();
    program.until(request, "Granting").await;
    // An hour back, so that granting cannot end before the program does, however slow the machine.
    program.call("POST", "/test/clock", Some(&json!({ "advance_seconds": -3600 }))).await.unwrap();
    assert_eq!(program.state(request).await, "Granting");
    program.kill();

    let mut program = Program::start(folder.path());
    program.until(request, "Active").await;
    program.kill();

    let program = Program::start(folder.path());
    assert_eq!(program.state(request).await, "Active");
    let path = format!("/api/client/v1/access-sessions?request_id={request}");
    assert_eq!(program.call("GET", &path, None).await.unwrap()["pagination"]["total"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_requests_come_in_every_acknowledged_one_is_there_and_moves_on() {
    install_tls();
    let folder = data(RESOURCES, None).await;
    let mut acknowledged = Vec::new();
    for round in 1..=3 {
        let mut program = Program::start(folder.path());
        let form = staging(&program).await;
        let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
        let asking = {
            let (address, token) = (program.address.clone(), program.token("Dana Levi").to_owned());
            tokio::spawn(async move {
                let http = reqwest::Client::new();
                loop {
                    let request = http.post(format!("{address}/api/client/v1/access-requests"));
                    let request = request.header("authorization", format!("Bearer {token}"));
                    let request = request.header("content-type", "application/json").body(form.to_string());
                    let Ok(answer) = request.send().await else { return };
                    let Ok(body) = answer.bytes().await else { return };
                    let Ok(made) = serde_json::from_slice::<Value>(&body) else { return };
                    told.send(made["request_ids"][0].as_str().unwrap().to_owned()).unwrap();
                }
            })
        };
        for _ in 0..4 * round {
            acknowledged.push(heard.recv().await.unwrap());
        }
        program.kill();
        asking.await.unwrap();
        while let Some(request) = heard.recv().await {
            acknowledged.push(request);
        }
    }
    let program = Program::start(folder.path());
    for request in &acknowledged {
        program.until(request, "Active").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_right_after_a_decision_was_acknowledged_the_next_start_knows_it_and_grants() {
    install_tls();
    let folder = data(RESOURCES, None).await;
    let mut program = Program::start(folder.path());
    let path = "/api/client/v1/inventory/access-units?limit=1&search=prod-orders-eu";
    let form = form(&[program.call("GET", path, None).await.unwrap()["data"][0]["id"].clone()]);
    let mut requests = Vec::new();
    for _ in 0..2 {
        let made = program.call("POST", "/api/client/v1/access-requests", Some(&form)).await.unwrap();
        requests.push(made["request_ids"][0].as_str().unwrap().to_owned());
    }
    for (request, action, state) in [(&requests[0], "approve", "Active"), (&requests[1], "reject", "Rejected")] {
        program.until(request, "Pending").await;
        let path = format!("/api/client/v1/access-requests/{request}/{action}");
        let said = json!({ "justification": "Because" });
        let answer = program.call_as("Ingrid Solberg", "POST", &path, Some(&said)).await.unwrap();
        program.kill();
        assert!(answer["message"].as_str().unwrap().starts_with("You "), "{answer}");

        program = Program::start(folder.path());
        program.until(request, state).await;
        let path = format!("/api/client/v1/access-requests/{request}");
        let shown = program.call_as("Ingrid Solberg", "GET", &path, None).await.unwrap();
        assert_eq!(shown["challenge"]["approvers"][0]["metadata"]["decided_by"], "Ingrid Solberg");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_says_where_it_is_and_prints_a_token_for_each_demo_person() {
    install_tls();
    let folder = data(RESOURCES, None).await;
    let program = Program::start(folder.path());
    assert!(program.address.starts_with("http://127.0.0.1:"));
    for person in PEOPLE {
        assert!(program.token(person.name).len() > 40, "{}", person.name);
    }
    let session = program.call("GET", "/api/client/v1/session", None).await.unwrap();
    assert_eq!(session["user"]["name"], "Dana Levi");
}
