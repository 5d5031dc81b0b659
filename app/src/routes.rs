//! The site map: every address there is, what it needs, and who answers. The router is built of this table alone.

use crate::site::Site;
use crate::{account, door, evidence, home, people, settings, tasks};
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
    GET  "/"                              needs Person                         => home::show;
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

const TASKS: &[Route] = routes! {
    GET  "/tasks"                         needs Person                         => tasks::list;
    GET  "/tasks/{requirement}"           needs Person                         => tasks::one::show;
    POST "/tasks/{requirement}/prove"     needs May(Verb::EvidenceSubmitted), up to UPLOAD => tasks::acts::prove;
    POST "/tasks/{requirement}/give"      needs May(Verb::TaskGiven)           => tasks::acts::give;
    POST "/tasks/{requirement}/due"       needs May(Verb::TaskDueSet)          => tasks::acts::set_due;
    POST "/tasks/{requirement}/discuss"   needs May(Verb::TaskDiscussed)       => tasks::acts::discuss;
    POST "/tasks/{requirement}/exclude"   needs May(Verb::ChangeProposed)      => tasks::acts::exclude;
};

/// A file of 50 MB, and the form around it.
const UPLOAD: usize = store::FILE_MAX + FORM;

const EVIDENCE: &[Route] = routes! {
    GET  "/evidence"                      needs Person                         => evidence::list;
    GET  "/evidence/review"               needs Person                         => evidence::review::show;
    GET  "/evidence/{evidence}"           needs Person                         => evidence::one::show;
    GET  "/evidence/{evidence}/file"      needs Person                         => evidence::file::send;
    POST "/evidence/{evidence}/decide"    needs May(Verb::EvidenceDecided)     => evidence::review::decide;
    POST "/evidence/{evidence}/withdraw"  needs May(Verb::EvidenceWithdrawn)   => evidence::one::withdraw;
    POST "/evidence/{evidence}/withdraw-adverse" needs May(Verb::ChangeProposed) => evidence::one::withdraw_adverse;
};

/// Every page and form of the product, feature by feature. The server adds health and assets.
pub const FEATURES: &[&[Route]] = &[DOOR, OWN, PEOPLE, TASKS, EVIDENCE];
