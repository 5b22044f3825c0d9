//! Reading what another service answers: an answer without an end costs a bounded amount of memory.

/// The body, of at most `most` bytes.
///
/// # Errors
/// Why there is none, without its address; for the log.
pub(crate) async fn body(mut answer: reqwest::Response, most: usize) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| error.without_url().to_string())? {
        body.extend_from_slice(&chunk);
        if body.len() > most {
            return Err("the answer is too large".to_owned());
        }
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_answer_is_read_up_to_its_limit_and_refused_one_byte_beyond() {
        for (length, read) in [(8, Ok(vec![b'a'; 8])), (9, Err("the answer is too large".to_owned()))] {
            let answer = axum::http::Response::new("a".repeat(length));
            assert_eq!(body(answer.into(), 8).await, read);
        }
    }
}
