//! The site map: every address there is, what it needs, and who answers. The router is built of this table alone.

use crate::site::Site;
use crate::{account, criteria, door, people, readiness, settings};
use axum::http::Method;
use axum::routing::MethodRouter;
use domain::trail::Verb;

/// What a request needs before anything of it is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing, not even an organisation: health, style sheets.
    Nothing,
    /// That nobody is here yet.
    FirstRun,
    /// An organisation, but nobody signed in: the door.
    Open,
    /// Somebody signed in.
    Person,
    /// Somebody whose rights allow the verb, in some relation to some thing. The store then asks for the exact one.
    May(Verb),
}

/// One line of the site map.
#[derive(Clone, Debug)]
pub struct Route {
    pub method: Method,
    pub path: &'static str,
    pub needs: Needs,
    /// Bytes that a body may have.
    pub limit: usize,
    pub handler: fn() -> MethodRouter<Site>,
}

/// Enough for a form; where more is needed the table says so: `POST "/evidence" needs Person, up to 50 * MIB => …`.
pub const FORM: usize = 64 * 1024;

/// `METHOD "/path" needs … => handler`, one a line.
#[macro_export]
macro_rules! routes {
    ($($method:ident $path:literal needs $needs:expr $(, up to $limit:expr)? => $handler:expr;)*) => {
        &[$($crate::routes::Route {
            method: axum::http::Method::$method,
            path: $path,
            needs: $needs,
            limit: [$($limit,)? $crate::routes::FORM][0],
            handler: || axum::routing::on(axum::routing::MethodFilter::$method, $handler),
        }),*]
    };
}

use Needs::{FirstRun, May, Open, Person};

const DOOR: &[Route] = routes! {
    GET  "/first-run"                     needs FirstRun                       => door::first_run::show;
    POST "/first-run"                     needs FirstRun                       => door::first_run::found;
    GET  "/sign-in"                       needs Open                           => door::sign_in::show;
    POST "/sign-in"                       needs Open                           => door::sign_in::enter;
    POST "/sign-out"                      needs Open                           => door::sign_in::leave;
    GET  "/join/{key}"                    needs Open                           => door::join::show;
    POST "/join/{key}"                    needs Open                           => door::join::join;
};

const OWN: &[Route] = routes! {
    GET  "/settings"                      needs Person                         => settings::show;
    GET  "/account"                       needs Person                         => account::show;
    POST "/account/password"              needs May(Verb::PasswordChanged)     => account::change_password;
    POST "/account/sessions/{session}/end" needs Person                        => account::end_session;
};

const PEOPLE: &[Route] = routes! {
    GET  "/people"                        needs May(Verb::RightsChanged)       => people::list;
    GET  "/people/invite"                 needs May(Verb::PersonInvited)       => people::invite::show;
    POST "/people/invite"                 needs May(Verb::PersonInvited)       => people::invite::invite;
    GET  "/people/{person}"               needs May(Verb::RightsChanged)       => people::one::show;
    POST "/people/{person}/rights"        needs May(Verb::RightsChanged)       => people::one::change_rights;
    POST "/people/{person}/invitation"    needs May(Verb::PersonInvited)       => people::invite::again;
    POST "/people/{person}/invitation/revoke" needs May(Verb::InvitationRevoked) => people::invite::revoke;
    GET  "/people/{person}/deactivate"    needs May(Verb::PersonDeactivated)   => people::leaving::ask_deactivate;
    POST "/people/{person}/deactivate"    needs May(Verb::PersonDeactivated)   => people::leaving::deactivate;
    POST "/people/{person}/reactivate"    needs May(Verb::PersonReactivated)   => people::leaving::reactivate;
    GET  "/people/{person}/erase"         needs May(Verb::PersonErased)        => people::leaving::ask_erase;
    POST "/people/{person}/erase"         needs May(Verb::PersonErased)        => people::leaving::erase;
};

const READINGS: &[Route] = routes! {
    GET  "/"                              needs Person                         => readiness::show;
    GET  "/criteria"                      needs Person                         => criteria::show;
    GET  "/criteria/{criterion}"          needs Person                         => criteria::walk::show;
};

/// Every page and form of the product, feature by feature. The server adds health and assets.
pub const FEATURES: &[&[Route]] = &[DOOR, OWN, READINGS, PEOPLE];
