//! The site map: every address there is, what it needs, and who answers. The router is built of this table alone.

use crate::site::Site;
use crate::{
    access_reviews, account, audits, controls, criteria, decisions, deficiencies, door, evidence, example, home,
    incidents, incoming, notices, operating, people, policies, programmes, questionnaires, readiness, risks, settings,
    systems, tasks, tokens, trail, training, vendors,
};
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
    /// A link whose key stands in the address: it opens one questionnaire, to whoever holds it.
    Link,
    /// An example company: elsewhere it is not there. Whoever reaches an example may look as anybody of it.
    Example,
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

use Needs::{Example, FirstRun, Link, May, Nothing, Open, Person};

const DOOR: &[Route] = routes! {
    GET  "/first-run"                     needs FirstRun                       => door::first_run::show;
    POST "/first-run"                     needs FirstRun                       => door::first_run::found;
    POST "/first-run/example"             needs FirstRun                       => example::begin;
    GET  "/sign-in"                       needs Open                           => door::sign_in::show;
    POST "/sign-in"                       needs Open                           => door::sign_in::enter;
    POST "/sign-out"                      needs Open                           => door::sign_in::leave;
    GET  "/join/{key}"                    needs Open                           => door::join::show;
    POST "/join/{key}"                    needs Open                           => door::join::join;
};

const EXAMPLE: &[Route] = routes! {
    GET  "/example/progress"              needs Nothing                        => example::progress;
    POST "/example/look-as"               needs Example                        => example::look_as;
    GET  "/gallery"                       needs Example                        => example::gallery;
};

const OWN: &[Route] = routes! {
    GET  "/settings"                      needs Person                         => settings::show;
    GET  "/settings/tokens"               needs Person                         => tokens::show;
    POST "/settings/tokens"               needs May(Verb::TokenMade)           => tokens::make;
    POST "/settings/tokens/{token}/end"   needs May(Verb::TokenRevoked)        => tokens::end;
    GET  "/account"                       needs Person                         => account::show;
    POST "/account/password"              needs May(Verb::PasswordChanged)     => account::change_password;
    POST "/account/sessions/{session}/end" needs Person                        => account::end_session;
    GET  "/notices"                       needs Person                         => notices::list;
    POST "/notices/read"                  needs Person                         => notices::read;
    GET  "/notices/choice"                needs May(Verb::NoticesChosen)       => notices::choice::show;
    POST "/notices/choice"                needs May(Verb::NoticesChosen)       => notices::choice::choose;
    POST "/notices/calendar"              needs May(Verb::CalendarMade)        => notices::choice::make_calendar;
    POST "/notices/calendar/end"          needs May(Verb::CalendarEnded)       => notices::choice::end_calendar;
    GET  "/calendar/{key}"                needs Open                           => notices::calendar::send;
    GET  "/absences"                      needs May(Verb::AbsenceSet)          => notices::absences::show;
    POST "/absences"                      needs May(Verb::AbsenceSet)          => notices::absences::set;
    POST "/absences/{absence}/end"        needs May(Verb::AbsenceEnded)        => notices::absences::end;
    GET  "/waiting"                       needs Person                         => notices::waiting::show;
    GET  "/settings/jobs"                 needs May(Verb::SettingsChanged)     => notices::jobs::show;
    POST "/settings/jobs/{job}/again"     needs May(Verb::SettingsChanged)     => notices::jobs::again;
    GET  "/find"                          needs Person                         => crate::find::show;
    GET  "/find.json"                     needs Person                         => crate::find::answer;
    GET  "/shortcuts"                     needs Person                         => crate::find::shortcuts;
    GET  "/lists/{list}"                  needs Person                         => crate::lists::send;
};

const PEOPLE: &[Route] = routes! {
    GET  "/people"                        needs May(Verb::RightsChanged)       => people::list;
    GET  "/people/invite"                 needs May(Verb::PersonInvited)       => people::invite::show;
    POST "/people/invite"                 needs May(Verb::PersonInvited)       => people::invite::invite;
    GET  "/people/import"                 needs May(Verb::PeopleImported)      => incoming::show_people;
    POST "/people/import"                 needs May(Verb::PeopleImported), up to TABLE => incoming::take_people;
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

const PROGRAMMES: &[Route] = routes! {
    GET  "/programmes"                    needs Person                         => programmes::list;
    GET  "/programmes/new"                needs May(Verb::ProgrammeOpened)     => programmes::new::show;
    POST "/programmes/new"                needs May(Verb::ProgrammeOpened)     => programmes::new::open;
    GET  "/programmes/{programme}"        needs Person                         => programmes::one::show;
    GET  "/programmes/{programme}/terms"  needs May(Verb::ProgrammeChanged)    => programmes::terms::show;
    POST "/programmes/{programme}/terms"  needs May(Verb::ProgrammeChanged)    => programmes::terms::change;
    POST "/programmes/{programme}/drop"   needs May(Verb::ProgrammeChanged)    => programmes::terms::drop_category;
    GET  "/programmes/{programme}/scope"  needs May(Verb::ScopeWidened)        => programmes::scope::show;
    GET  "/programmes/{programme}/scope/confirm" needs May(Verb::ScopeWidened) => programmes::scope::resolve;
    POST "/programmes/{programme}/scope"  needs May(Verb::ScopeWidened), up to 1024 * 1024 => programmes::scope::bring_in;
    GET  "/programmes/{programme}/leave"  needs May(Verb::ScopeWidened)        => programmes::scope::leaving;
    POST "/programmes/{programme}/leave"  needs May(Verb::ScopeWidened)        => programmes::scope::leave;
    GET  "/programmes/{programme}/matrix" needs Person                         => programmes::matrix::show;
    POST "/programmes/{programme}/matrix" needs May(Verb::ChangeProposed)      => programmes::matrix::propose;
    GET  "/programmes/{programme}/set-aside" needs May(Verb::ProgrammeChanged) => programmes::aside::show;
    POST "/programmes/{programme}/set-aside" needs May(Verb::ProgrammeChanged) => programmes::aside::propose;
    GET  "/programmes/{programme}/bring-back" needs May(Verb::CriterionRestored) => programmes::aside::ask_back;
    POST "/programmes/{programme}/bring-back" needs May(Verb::CriterionRestored) => programmes::aside::bring_back;
};

const CONTROLS: &[Route] = routes! {
    GET  "/controls"                      needs Person                         => controls::list;
    GET  "/controls/roles"                needs Person                         => controls::roles::show;
    POST "/controls/roles"                needs May(Verb::RolesTabled)         => controls::roles::save;
    GET  "/controls/adopt"                needs May(Verb::ControlAdopted)      => controls::adopt::show;
    POST "/controls/adopt"                needs May(Verb::ControlAdopted)      => controls::adopt::adopt;
    GET  "/controls/new"                  needs May(Verb::ControlAdded)        => controls::new::show;
    POST "/controls/new"                  needs May(Verb::ControlAdded)        => controls::new::add;
    GET  "/controls/{control}"            needs Person                         => controls::one::show;
    GET  "/controls/{control}/adopt"      needs May(Verb::ControlAdopted)      => controls::adopt::show_one;
    POST "/controls/{control}/adopt"      needs May(Verb::ControlAdopted)      => controls::adopt::adopt_one;
    GET  "/controls/{control}/reword"     needs May(Verb::ChangeProposed)      => controls::change::ask_reword;
    POST "/controls/{control}/reword"     needs May(Verb::ChangeProposed)      => controls::change::reword;
    GET  "/controls/{control}/owner"      needs May(Verb::ChangeProposed)      => controls::change::ask_owner;
    POST "/controls/{control}/owner"      needs May(Verb::ChangeProposed)      => controls::change::owner;
    GET  "/controls/{control}/retire"     needs May(Verb::ChangeProposed)      => controls::change::ask_retire;
    POST "/controls/{control}/retire"     needs May(Verb::ChangeProposed)      => controls::change::retire;
    GET  "/controls/{control}/rhythm"     needs May(Verb::RhythmTightened)     => controls::rhythm::ask;
    POST "/controls/{control}/rhythm"     needs May(Verb::RhythmTightened)     => controls::rhythm::set;
    POST "/controls/{control}/key"        needs May(Verb::KeyGiven)            => controls::change::give_key;
    POST "/controls/{control}/demote"     needs May(Verb::ChangeProposed)      => controls::change::demote;
};

const DECISIONS: &[Route] = routes! {
    GET  "/decisions"                     needs Person                         => decisions::list;
    POST "/decisions/agree"               needs Person                         => decisions::many::agree;
    POST "/decisions/refuse"              needs May(Verb::ChangeRefused)       => decisions::many::refuse;
    GET  "/decisions/{proposal}"          needs Person                         => decisions::one::show;
    POST "/decisions/{proposal}/agree"    needs Person                         => decisions::one::agree;
    POST "/decisions/{proposal}/refuse"   needs May(Verb::ChangeRefused)       => decisions::one::refuse;
    POST "/decisions/{proposal}/withdraw" needs May(Verb::ChangeWithdrawn)     => decisions::one::withdraw;
    GET  "/trail"                         needs Person                         => trail::list;
    GET  "/trail/{entry}"                 needs Person                         => trail::one::show;
};
const READINGS: &[Route] = routes! {
    GET  "/"                              needs Person                         => home::show;
    GET  "/readiness"                     needs Person                         => readiness::show;
    GET  "/findings"                      needs Person                         => criteria::findings::show;
    GET  "/criteria"                      needs Person                         => criteria::show;
    GET  "/criteria/{criterion}"          needs Person                         => criteria::walk::show;
    GET  "/operating"                     needs Person                         => operating::list;
    GET  "/operating/{requirement}"       needs Person                         => operating::requirement;
    GET  "/operating/{requirement}/{subject}" needs Person                     => operating::pair;
};
const TASKS: &[Route] = routes! {
    GET  "/tasks"                         needs Person                         => tasks::list;
    GET  "/tasks/{requirement}"           needs Person                         => tasks::one::show;
    POST "/tasks/{requirement}/prove"     needs May(Verb::EvidenceSubmitted), up to UPLOAD => tasks::acts::prove;
    POST "/tasks/{requirement}/give"      needs May(Verb::TaskGiven)           => tasks::acts::give;
    POST "/tasks/{requirement}/due"       needs May(Verb::TaskDueSet)          => tasks::acts::set_due;
    POST "/tasks/{requirement}/discuss"   needs May(Verb::TaskDiscussed)       => tasks::acts::discuss;
    GET  "/tasks/import"                  needs May(Verb::OwnTasksImported)    => incoming::show_tasks;
    POST "/tasks/import"                  needs May(Verb::OwnTasksImported), up to TABLE => incoming::take_tasks;
    GET  "/own-tasks/new"                 needs May(Verb::OwnTaskOpened)       => tasks::own::show_new;
    POST "/own-tasks/new"                 needs May(Verb::OwnTaskOpened)       => tasks::own::open;
    GET  "/own-tasks/{task}"              needs Person                         => tasks::own::show;
    POST "/own-tasks/{task}/done"         needs May(Verb::OwnTaskDone)         => tasks::own::finish;
    POST "/own-tasks/{task}/sign"         needs May(Verb::OwnTaskSigned)       => tasks::own::sign;
    POST "/own-tasks/{task}/drop"         needs May(Verb::OwnTaskDropped)      => tasks::own::drop_it;
    POST "/tasks/{requirement}/exclude"   needs May(Verb::ChangeProposed)      => tasks::acts::exclude;
};

/// A file of 50 MB, and the form around it.
const UPLOAD: usize = store::FILE_MAX + FORM;

const DEFICIENCIES: &[Route] = routes! {
    GET  "/deficiencies"                  needs Person                         => deficiencies::list;
    POST "/deficiencies/review"           needs May(Verb::DeficiencyLogReviewed) => deficiencies::review;
    GET  "/deficiencies/new"              needs May(Verb::DeficiencyOpened)    => deficiencies::show_new;
    POST "/deficiencies/new"              needs May(Verb::DeficiencyOpened)    => deficiencies::open;
    GET  "/deficiencies/{deficiency}"     needs Person                         => deficiencies::show;
    POST "/deficiencies/{deficiency}/assess" needs May(Verb::DeficiencyAssessed) => deficiencies::assess;
    POST "/deficiencies/{deficiency}/agree" needs May(Verb::DeficiencyAgreed)  => deficiencies::agree;
    POST "/deficiencies/{deficiency}/disagree" needs May(Verb::DeficiencyDisagreed) => deficiencies::disagree;
    POST "/deficiencies/{deficiency}/give" needs May(Verb::DeficiencyGiven)    => deficiencies::give;
    POST "/deficiencies/{deficiency}/correct" needs May(Verb::DeficiencyCorrected) => deficiencies::correct;
    POST "/deficiencies/{deficiency}/retest" needs May(Verb::DeficiencyRetested) => deficiencies::retest;
    POST "/deficiencies/{deficiency}/close" needs May(Verb::DeficiencyClosed)  => deficiencies::close;
};

const AUDITS: &[Route] = routes! {
    GET  "/audits"                        needs Person                         => audits::list;
    GET  "/audits/new"                    needs May(Verb::AuditPlanned)        => audits::show_new;
    POST "/audits/new"                    needs May(Verb::AuditPlanned)        => audits::plan;
    GET  "/audits/{audit}"                needs Person                         => audits::show;
    GET  "/audits/{audit}/report"         needs Person                         => audits::report;
    POST "/audits/{audit}/auditors"       needs May(Verb::AuditorAdded)        => audits::add_auditor;
    POST "/audits/{audit}/conclude"       needs May(Verb::AuditConcluded)      => audits::conclude;
    POST "/audits/{audit}/call-off"       needs May(Verb::AuditCalledOff)      => audits::call_off;
    GET  "/audits/{audit}/steps/{control}" needs Person                        => audits::show_step;
    POST "/audits/{audit}/steps/{control}" needs May(Verb::AuditTested)        => audits::record;
};

const INCIDENTS: &[Route] = routes! {
    GET  "/incidents"                     needs Person                         => incidents::list;
    GET  "/incidents/new"                 needs May(Verb::IncidentReported)    => incidents::show_new;
    POST "/incidents/new"                 needs May(Verb::IncidentReported)    => incidents::report;
    GET  "/incidents/{incident}"          needs Person                         => incidents::show;
    POST "/incidents/{incident}/classify" needs May(Verb::IncidentClassified)  => incidents::classify;
    POST "/incidents/{incident}/note"     needs May(Verb::IncidentNoted)       => incidents::note;
    POST "/incidents/{incident}/tell"     needs May(Verb::IncidentTold)        => incidents::tell;
    POST "/incidents/{incident}/tell-nobody" needs May(Verb::IncidentNotTold)  => incidents::tell_nobody;
    POST "/incidents/{incident}/explain"  needs May(Verb::IncidentExplained)   => incidents::explain;
    POST "/incidents/{incident}/correct"  needs May(Verb::IncidentCorrected)   => incidents::correct;
    POST "/incidents/{incident}/review"   needs May(Verb::IncidentReviewed)    => incidents::review;
};

const EVIDENCE: &[Route] = routes! {
    GET  "/evidence"                      needs Person                         => evidence::list;
    GET  "/evidence/review"               needs Person                         => evidence::review::show;
    GET  "/evidence/{evidence}"           needs Person                         => evidence::one::show;
    GET  "/evidence/{evidence}/file"      needs Person                         => evidence::file::send;
    POST "/evidence/{evidence}/decide"    needs May(Verb::EvidenceDecided)     => evidence::review::decide;
    POST "/evidence/{evidence}/withdraw"  needs May(Verb::EvidenceWithdrawn)   => evidence::one::withdraw;
    POST "/evidence/{evidence}/withdraw-adverse" needs May(Verb::ChangeProposed) => evidence::one::withdraw_adverse;
};
/// A document and a text beside it.
const WRITING: usize = UPLOAD + 1024 * 1024;

/// A text alone: it may grow to three times its length on the way.
const TYPED: usize = 3 * 1024 * 1024;

const POLICIES: &[Route] = routes! {
    GET  "/policies"                      needs Person                         => policies::list;
    GET  "/policies/new"                  needs May(Verb::PolicyStarted)       => policies::new::show;
    POST "/policies/new"                  needs May(Verb::PolicyStarted), up to WRITING => policies::new::start;
    POST "/policies/preview"              needs May(Verb::PolicyDrafted), up to TYPED => policies::write::preview;
    GET  "/policies/{policy}"             needs Person                         => policies::one::show;
    GET  "/policies/{policy}/edit"        needs May(Verb::PolicyChanged)       => policies::edit::show;
    POST "/policies/{policy}/edit"        needs May(Verb::PolicyChanged)       => policies::edit::change;
    GET  "/policies/{policy}/write"       needs May(Verb::PolicyDrafted)       => policies::write::show;
    POST "/policies/{policy}/write"       needs May(Verb::PolicyDrafted), up to WRITING => policies::write::save;
    GET  "/policies/{policy}/draft/file"  needs Person                         => policies::versions::draft_file;
    GET  "/policies/{policy}/draft/drop"  needs May(Verb::PolicyDraftDropped)  => policies::drop::ask;
    POST "/policies/{policy}/draft/drop"  needs May(Verb::PolicyDraftDropped)  => policies::drop::drop;
    GET  "/policies/{policy}/submit"      needs May(Verb::PolicySubmitted)     => policies::submit::show;
    POST "/policies/{policy}/submit"      needs May(Verb::PolicySubmitted)     => policies::submit::submit;
    POST "/policies/{policy}/discuss"     needs May(Verb::PolicyDiscussed)     => policies::one::discuss;
    POST "/policies/{policy}/prove"       needs May(Verb::PolicyProven)        => policies::versions::prove;
    GET  "/policies/{policy}/retire"      needs May(Verb::PolicyRetired)       => policies::one::ask_retire;
    POST "/policies/{policy}/retire"      needs May(Verb::PolicyRetired)       => policies::one::retire;
    GET  "/policies/{policy}/compare"     needs Person                         => policies::compare::show;
    GET  "/policies/{policy}/on/{day}"    needs Person                         => policies::versions::show_on;
    GET  "/policies/{policy}/versions/{version}" needs Person                  => policies::versions::show;
    GET  "/policies/{policy}/versions/{version}/file" needs Person             => policies::versions::file;
    POST "/policies/{policy}/versions/{version}/approve" needs May(Verb::PolicyApproved) => policies::versions::approve;
    POST "/policies/{policy}/versions/{version}/reject" needs May(Verb::PolicyRejected) => policies::versions::reject;
    POST "/policies/{policy}/versions/{version}/withdraw" needs May(Verb::PolicyWithdrawn) => policies::versions::withdraw;
    GET  "/policies/{policy}/audience"    needs May(Verb::AudienceSet)         => policies::audience::ask;
    POST "/policies/{policy}/audience"    needs May(Verb::AudienceSet)         => policies::audience::set;
    GET  "/policies/{policy}/register"    needs Person                         => policies::audience::register;
    GET  "/policies/{policy}/register.xlsx" needs Person                       => policies::audience::xlsx;
    GET  "/policies/{policy}/register.csv" needs Person                        => policies::audience::csv;
    POST "/policies/{policy}/acknowledge" needs May(Verb::PolicyAcknowledged)  => policies::audience::acknowledge;
    POST "/policies/{policy}/register/close" needs May(Verb::AcknowledgementsClosed) => policies::audience::close;
    GET  "/policies/{policy}/exceptions/new" needs May(Verb::ExceptionAsked)   => policies::exceptions::show_new;
    POST "/policies/{policy}/exceptions/new" needs May(Verb::ExceptionAsked)   => policies::exceptions::ask;
    GET  "/exceptions"                    needs Person                         => policies::exceptions::list;
    GET  "/exceptions/{exception}"        needs Person                         => policies::exceptions::show;
    POST "/exceptions/{exception}/approve" needs May(Verb::ExceptionApproved)  => policies::exceptions::approve;
    POST "/exceptions/{exception}/refuse" needs May(Verb::ExceptionRefused)    => policies::exceptions::refuse;
    POST "/exceptions/{exception}/end"    needs May(Verb::ExceptionEnded)      => policies::exceptions::end;
};
const RISKS: &[Route] = routes! {
    GET  "/risks"                         needs Person                         => risks::list;
    GET  "/risks/scale"                   needs Person                         => risks::scale::show;
    POST "/risks/scale"                   needs May(Verb::RiskScaleSet)        => risks::scale::set;
    GET  "/risks/import"                  needs May(Verb::RisksImported)       => incoming::show_risks;
    POST "/risks/import"                  needs May(Verb::RisksImported), up to TABLE => incoming::take_risks;
    GET  "/risks/assessments"             needs Person                         => risks::assessments::show;
    POST "/risks/assessments"             needs May(Verb::AssessmentOpened)    => risks::assessments::open;
    GET  "/risks/assessments/{assessment}" needs Person                        => risks::assessment::show;
    POST "/risks/assessments/{assessment}/submit" needs May(Verb::AssessmentSubmitted) => risks::assessment::submit;
    POST "/risks/assessments/{assessment}/rate" needs May(Verb::RiskRated)     => risks::many::rate;
    POST "/risks/assessments/{assessment}/aside" needs May(Verb::RiskSetAside) => risks::many::set_aside;
    POST "/risks/assessments/{assessment}/prove" needs May(Verb::AssessmentProven) => risks::assessment::prove;
    POST "/risks/assessments/{assessment}/send-back" needs May(Verb::AssessmentSentBack) => risks::assessment::send_back;
    POST "/risks/assessments/{assessment}/conclude" needs May(Verb::AssessmentConcluded) => risks::assessment::conclude;
    GET  "/risks/assessments/{assessment}/own" needs May(Verb::OwnRiskAdded)   => risks::own::show;
    POST "/risks/assessments/{assessment}/own" needs May(Verb::OwnRiskAdded)   => risks::own::add;
    GET  "/risks/assessments/{assessment}/risks/{risk}" needs Person           => risks::said::show;
    POST "/risks/assessments/{assessment}/risks/{risk}/rate" needs May(Verb::RiskRated) => risks::said::rate;
    POST "/risks/assessments/{assessment}/risks/{risk}/aside" needs May(Verb::RiskSetAside) => risks::said::set_aside;
    POST "/risks/assessments/{assessment}/risks/{risk}/agree" needs May(Verb::SetAsideAgreed) => risks::said::agree;
    POST "/risks/assessments/{assessment}/risks/{risk}/treat" needs May(Verb::RiskTreated) => risks::said::treat;
    POST "/risks/assessments/{assessment}/risks/{risk}/accept" needs May(Verb::RiskAccepted) => risks::said::accept;
    POST "/risks/assessments/{assessment}/risks/{risk}/limits" needs May(Verb::RiskLimitSet) => risks::said::set_limit;
    POST "/risks/assessments/{assessment}/risks/{risk}/limits/end" needs May(Verb::RiskLimitEnded) => risks::said::end_limit;
    GET  "/risks/{risk}"                  needs Person                         => risks::catalogued::show;
};
const SYSTEMS: &[Route] = routes! {
    GET  "/systems"                       needs Person                         => systems::list::show;
    GET  "/systems/new"                   needs May(Verb::SystemAdded)         => systems::edit::show_new;
    POST "/systems/new"                   needs May(Verb::SystemAdded)         => systems::edit::add;
    GET  "/systems/bulk"                  needs May(Verb::SystemChanged)       => systems::bulk::ask;
    POST "/systems/bulk"                  needs May(Verb::SystemChanged), up to 1024 * 1024 => systems::bulk::change;
    GET  "/systems/import"                needs May(Verb::SystemsImported)     => systems::import::show;
    POST "/systems/import"                needs May(Verb::SystemsImported), up to systems::import::staged::MOST + FORM => systems::import::upload;
    GET  "/systems/import/{upload}/columns" needs May(Verb::SystemsImported)   => systems::import::columns::show;
    POST "/systems/import/{upload}/columns" needs May(Verb::SystemsImported), up to 256 * 1024 => systems::import::columns::choose;
    GET  "/systems/import/{upload}/check" needs May(Verb::SystemsImported)     => systems::import::check::show;
    GET  "/systems/import/{upload}/progress" needs May(Verb::SystemsImported)  => systems::import::progress::show;
    POST "/systems/import/{upload}/import" needs May(Verb::SystemsImported)    => systems::import::check::import;
    POST "/systems/import/{upload}/stop"  needs May(Verb::SystemsImported), up to 256 * 1024 => systems::import::stop;
    GET  "/systems/import/mappings"       needs May(Verb::MappingSaved)        => systems::import::mappings::list;
    GET  "/systems/import/mappings/{mapping}" needs May(Verb::MappingRenamed)  => systems::import::mappings::one;
    POST "/systems/import/mappings/{mapping}/rename" needs May(Verb::MappingRenamed) => systems::import::mappings::rename;
    POST "/systems/import/mappings/{mapping}/delete" needs May(Verb::MappingDeleted) => systems::import::mappings::delete;
    GET  "/systems/{system}"              needs Person                         => systems::one::show;
    GET  "/systems/{system}/edit"         needs May(Verb::SystemChanged)       => systems::edit::show;
    POST "/systems/{system}/edit"         needs May(Verb::SystemChanged)       => systems::edit::change;
    GET  "/systems/{system}/stage"        needs May(Verb::StageMoved)          => systems::change::show_stage;
    POST "/systems/{system}/stage"        needs May(Verb::StageMoved)          => systems::change::move_stage;
    GET  "/systems/{system}/traits/{trait}" needs May(Verb::TraitAnswered)     => systems::change::show_trait;
    POST "/systems/{system}/traits/{trait}" needs May(Verb::TraitAnswered)     => systems::change::answer_trait;
    POST "/systems/{system}/vendors"      needs May(Verb::DependencyChanged)   => systems::vendors::depend;
    GET  "/systems/{system}/vendors/{vendor}/release" needs May(Verb::ChangeProposed) => systems::vendors::ask_release;
    POST "/systems/{system}/vendors/{vendor}/release" needs May(Verb::ChangeProposed) => systems::vendors::release;
    GET  "/vendors"                       needs Person                         => vendors::list;
    GET  "/vendors/new"                   needs May(Verb::VendorAdded)         => vendors::edit::show_new;
    POST "/vendors/new"                   needs May(Verb::VendorAdded)         => vendors::edit::add;
    GET  "/vendors/cover"                 needs Person                         => vendors::cover::show;
    GET  "/vendors/import"                needs May(Verb::VendorsImported)     => incoming::show_vendors;
    POST "/vendors/import"                needs May(Verb::VendorsImported), up to TABLE => incoming::take_vendors;
    GET  "/vendors/names"                 needs May(Verb::VendorsMatched)      => vendors::names::show;
    POST "/vendors/names"                 needs May(Verb::VendorsMatched), up to 256 * 1024 => vendors::names::confirm;
    GET  "/vendors/{vendor}"              needs Person                         => vendors::one::show;
    GET  "/vendors/{vendor}/edit"         needs May(Verb::VendorChanged)       => vendors::edit::show;
    POST "/vendors/{vendor}/edit"         needs May(Verb::VendorChanged)       => vendors::edit::change;
    POST "/vendors/{vendor}/subprocessors" needs May(Verb::SubprocessorChanged) => vendors::subprocessors::name;
    POST "/vendors/{vendor}/subprocessors/drop" needs May(Verb::SubprocessorChanged) => vendors::subprocessors::drop_it;
};

const ATTESTATIONS: &[Route] = routes! {
    GET  "/vendors/{vendor}/attestations/new" needs May(Verb::AttestationEntered) => vendors::attested::enter::show;
    POST "/vendors/{vendor}/attestations/new" needs May(Verb::AttestationEntered), up to WRITING => vendors::attested::enter::enter;
    GET  "/attestations/{attestation}"    needs Person                         => vendors::attested::one::show;
    GET  "/attestations/{attestation}/file" needs Person                       => vendors::attested::one::file;
    POST "/attestations/{attestation}/accept" needs May(Verb::AttestationAccepted) => vendors::attested::acts::accept;
    POST "/attestations/{attestation}/reject" needs May(Verb::AttestationRejected) => vendors::attested::acts::reject;
    POST "/attestations/{attestation}/prove" needs May(Verb::AttestationProven) => vendors::attested::acts::prove;
    POST "/attestations/{attestation}/follow" needs May(Verb::AttestationFollowed) => vendors::attested::acts::follow;
    POST "/attestations/{attestation}/note" needs May(Verb::AttestationNoted)  => vendors::attested::acts::note;
    POST "/attestations/{attestation}/notes/{note}/agree" needs May(Verb::AttestationNoteAgreed) => vendors::attested::acts::agree;
    POST "/attestations/{attestation}/notes/{note}/refuse" needs May(Verb::AttestationNoteRefused) => vendors::attested::acts::refuse;
    GET  "/attestations/{attestation}/take-back" needs May(Verb::AttestationTakenBack) => vendors::attested::acts::ask_back;
    POST "/attestations/{attestation}/take-back" needs May(Verb::AttestationTakenBack) => vendors::attested::acts::take_back;
};

const QUESTIONNAIRES: &[Route] = routes! {
    GET  "/vendors/{vendor}/questionnaires" needs Person                       => questionnaires::vendor::show;
    GET  "/vendors/{vendor}/questionnaires/new" needs May(Verb::QuestionnaireSent) => questionnaires::sending::show;
    POST "/vendors/{vendor}/questionnaires/new" needs May(Verb::QuestionnaireSent) => questionnaires::sending::send;
    GET  "/questionnaires/sets"           needs Person                         => questionnaires::sets::list;
    GET  "/questionnaires/sets/new"       needs May(Verb::QuestionSetWritten)  => questionnaires::sets::show_new;
    POST "/questionnaires/sets/new"       needs May(Verb::QuestionSetWritten), up to 256 * 1024 => questionnaires::sets::write_new;
    GET  "/questionnaires/sets/{set}"     needs Person                         => questionnaires::sets::show;
    GET  "/questionnaires/sets/{set}/edit" needs May(Verb::QuestionSetWritten) => questionnaires::sets::edit;
    POST "/questionnaires/sets/{set}/edit" needs May(Verb::QuestionSetWritten), up to 256 * 1024 => questionnaires::sets::write;
    POST "/questionnaires/sets/{set}/retire" needs May(Verb::QuestionSetRetired) => questionnaires::sets::retire;
    GET  "/questionnaires/{questionnaire}" needs Person                        => questionnaires::one::show;
    GET  "/questionnaires/{questionnaire}/answers.xlsx" needs Person           => questionnaires::one::workbook;
    GET  "/questionnaires/{questionnaire}/files/{attachment}" needs Person           => questionnaires::one::file;
    POST "/questionnaires/{questionnaire}/link" needs May(Verb::QuestionnaireLinked) => questionnaires::acts::link;
    POST "/questionnaires/{questionnaire}/unlink" needs May(Verb::QuestionnaireUnlinked) => questionnaires::acts::unlink;
    POST "/questionnaires/{questionnaire}/call-off" needs May(Verb::QuestionnaireCalledOff) => questionnaires::acts::call_off;
    POST "/questionnaires/{questionnaire}/read-in" needs May(Verb::AnswersReceived), up to BOOK => questionnaires::acts::read_in;
    POST "/questionnaires/{questionnaire}/judge" needs May(Verb::AnswersJudged) => questionnaires::acts::judge;
    POST "/questionnaires/{questionnaire}/close" needs May(Verb::QuestionnaireClosed), up to 1024 * 1024 => questionnaires::acts::close;
};

const REVIEWS: &[Route] = routes! {
    GET  "/access-reviews"                needs Person                         => access_reviews::list;
    GET  "/access-reviews/new"            needs May(Verb::AccessReviewOpened)  => access_reviews::show_new;
    POST "/access-reviews/new"            needs May(Verb::AccessReviewOpened), up to TABLE => access_reviews::take;
    GET  "/access-reviews/{review}"       needs Person                         => access_reviews::show;
    GET  "/access-reviews/{review}/file"  needs Person                         => access_reviews::file;
    POST "/access-reviews/{review}/decide" needs May(Verb::AccessDecided), up to 256 * 1024 => access_reviews::decide;
    POST "/access-reviews/{review}/close" needs May(Verb::AccessReviewClosed)  => access_reviews::close;
    POST "/access-reviews/{review}/accept" needs May(Verb::AccessReviewAccepted) => access_reviews::accept;
    POST "/access-reviews/{review}/drop"  needs May(Verb::AccessReviewDropped) => access_reviews::drop_it;
    GET  "/training"                      needs Person                         => training::list;
    GET  "/training/new"                  needs May(Verb::CourseAdded)         => training::show_new;
    POST "/training/new"                  needs May(Verb::CourseAdded)         => training::add;
    GET  "/training/records"              needs May(Verb::TrainingTaken)       => training::records;
    POST "/training/records"              needs May(Verb::TrainingTaken), up to TABLE => training::take;
    GET  "/training/records/{training}/file" needs May(Verb::TrainingTaken)    => training::file;
    GET  "/training/aside"                needs May(Verb::TrainingMatched)     => training::aside;
    POST "/training/aside"                needs May(Verb::TrainingMatched), up to 256 * 1024 => training::say_whose;
    GET  "/training/people/{person}"      needs Person                         => training::person;
    GET  "/training/{course}"             needs Person                         => training::show;
    GET  "/training/{course}/register.xlsx" needs Person                       => training::xlsx;
    GET  "/training/{course}/register.csv" needs Person                        => training::csv;
    GET  "/training/{course}/audience"    needs May(Verb::CourseChanged)       => training::ask_audience;
    POST "/training/{course}/audience"    needs May(Verb::CourseChanged)       => training::set_audience;
    POST "/training/{course}/close"       needs May(Verb::TrainingClosed)      => training::close;
    POST "/training/{course}/retire"      needs May(Verb::CourseRetired)       => training::retire;
};

/// A table that is taken in, as a file or pasted, and the form around it.
const TABLE: usize = crate::taking::MOST + 256 * 1024;

/// A workbook of answers, and the form around it.
const BOOK: usize = 4 * 1024 * 1024 + FORM;

/// What a vendor reaches by the key of a link, without an account.
const ANSWERS: &[Route] = routes! {
    GET  "/answers/{key}"                 needs Link                           => questionnaires::answering::show;
    POST "/answers/{key}"                 needs Link, up to 2 * 1024 * 1024    => questionnaires::answering::save;
    POST "/answers/{key}/submit"          needs Link                           => questionnaires::answering::submit;
    POST "/answers/{key}/files"           needs Link, up to UPLOAD             => questionnaires::answering::attach;
    GET  "/answers/{key}/files/{attachment}" needs Link                        => questionnaires::answering::file;
    POST "/answers/{key}/files/{attachment}/remove" needs Link => questionnaires::answering::detach;
    POST "/answers/{key}/hand-on"         needs Link                           => questionnaires::answering::hand_on;
    POST "/answers/{key}/colleagues/{link}/end" needs Link                     => questionnaires::answering::end_colleague;
    GET  "/answers/{key}/answers.xlsx"    needs Link                           => questionnaires::answering::workbook;
    POST "/answers/{key}/read-in"         needs Link, up to BOOK               => questionnaires::answering::read_in;
};

/// Every page and form of the product, feature by feature. The server adds health and assets.
pub const FEATURES: &[&[Route]] = &[
    DOOR,
    EXAMPLE,
    OWN,
    PEOPLE,
    PROGRAMMES,
    CONTROLS,
    DECISIONS,
    READINGS,
    TASKS,
    EVIDENCE,
    POLICIES,
    RISKS,
    DEFICIENCIES,
    AUDITS,
    INCIDENTS,
    SYSTEMS,
    ATTESTATIONS,
    REVIEWS,
    QUESTIONNAIRES,
    ANSWERS,
];
