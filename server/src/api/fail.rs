//! What goes wrong on the way to an answer, with what a problem says besides.

use app::error::Error;
use app::problem::Beside;
use axum::response::{IntoResponse, Response};
use domain::refusal::Refusal;

pub type Result<T, E = Fail> = std::result::Result<T, E>;

#[derive(Clone, Debug)]
pub struct Fail {
    pub error: Error,
    pub beside: Beside,
}

impl From<Error> for Fail {
    fn from(error: Error) -> Self {
        Self { error, beside: Beside::default() }
    }
}

impl From<store::Error> for Fail {
    fn from(error: store::Error) -> Self {
        Error::from(error).into()
    }
}

impl From<Refusal> for Fail {
    fn from(refusal: Refusal) -> Self {
        Error::from(refusal).into()
    }
}

impl Fail {
    /// Says of a conflict which version was seen and which it is now; every other failure stays.
    pub fn stale(error: store::Error, seen: i64, version: i64) -> Self {
        let fail = Self::from(error);
        if !matches!(fail.error, Error::Refused(Refusal::Conflict(_))) || seen == version {
            return fail;
        }
        let detail =
            format!("It was changed meanwhile: you saw version {seen}, it is version {version} now. Read it again.");
        Self { beside: fail.beside.with("detail", detail).with("seen", seen).with("version", version), ..fail }
    }
}

impl IntoResponse for Fail {
    fn into_response(self) -> Response {
        let mut response = self.error.into_response();
        response.extensions_mut().insert(self.beside);
        response
    }
}
