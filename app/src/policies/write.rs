//! Writing on the draft of a policy, with what it will look like.

use super::compare::{beside, table};
use super::parts::{conflict, crumbs};
use super::{Mishap, relation};
use crate::address::The;
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Draft, Fields, Form, Wrong};
use crate::page::{Page, part};
use crate::preview::LivePreview;
use crate::prose::prose;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Press, Weight};
use crate::ui::choice::CheckField;
use crate::ui::dates;
use crate::ui::file::FileField;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::textarea::LongField;
use crate::upload::Upload;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::catalogue::{PolicyTemplate, catalogue};
use domain::codes::TemplateId;
use domain::ids::PolicyId;
use domain::people::may;
use domain::policies::{Clause, PolicyText, missing, placeholders, still_guidance, too_long};
use domain::refusal::{Fault, Refusal};
use domain::trail::Verb;
use leptos::prelude::*;
use store::{Document, PolicyRow, StoredFile};
use tokio::task::spawn_blocking;

/// The text as typed, with the version of the draft that the form showed.
#[derive(Clone, Debug, Default)]
pub struct WriteForm {
    pub(super) text: PolicyText,
    pub(super) version: i64,
    /// Whether the document that the draft has is taken away.
    removes: bool,
    /// A document that came with the form before: its hash and its name.
    kept: String,
    kept_name: String,
    preview: bool,
    /// What is shown was typed, and is saved nowhere.
    unsaved: bool,
}

impl Draft for WriteForm {
    fn typed(fields: &Fields) -> Self {
        let text = PolicyText { text: fields.text("text"), note: fields.text("note"), reask: fields.ticked("reask") };
        Self {
            text,
            version: fields.parsed("version").unwrap_or_default(),
            removes: fields.ticked("remove"),
            kept: fields.text("kept"),
            kept_name: fields.text("kept_name"),
            preview: fields.ticked("preview"),
            unsaved: true,
        }
    }
}

impl WriteForm {
    /// The form before anybody typed into it.
    pub(super) fn of(text: PolicyText, version: i64) -> Self {
        Self { text, version, ..Self::default() }
    }
}

/// The document that a form brought, now or before it was refused.
#[derive(Clone, Debug, Default)]
pub(super) struct Brought {
    file: Option<StoredFile>,
    fault: Option<Fault>,
}

/// What documents may be: a word processor's, or one to print.
const DOCUMENTS: [&str; 3] = ["application/pdf", DOCX, "application/vnd.oasis.opendocument.text"];
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

pub(super) async fn brought(asking: &Asking, form: &WriteForm, upload: Upload) -> Result<Brought> {
    let Upload { file, mut fault, .. } = upload;
    let mut file = match file {
        None => asking.kept(&form.kept, &form.kept_name).await?,
        file => file,
    };
    if file.as_ref().is_some_and(|file| !DOCUMENTS.contains(&file.media.as_str())) {
        let sentence = "Attach a PDF, DOCX or ODT document. Anything else is written as text, or sent as evidence.";
        fault = Some(Fault::new("file", sentence));
        file = None;
    }
    Ok(Brought { file, fault })
}

impl Brought {
    pub(super) fn refused(&self) -> Option<Refusal> {
        self.fault.clone().map(|fault| Refusal::Invalid(vec![fault]))
    }

    pub(super) fn document(&self, form: &WriteForm) -> Document {
        match &self.file {
            Some(file) => Document::Attached(file.clone()),
            None if form.removes => Document::Removed,
            None => Document::Kept,
        }
    }
}

/// The fields of a text, for this form and that of a new policy. `has` names the document that the draft has.
pub(super) fn text_fields(
    form: &WriteForm,
    brought: &Brought,
    has: Option<String>,
    template: Option<&TemplateId>,
    wrong: &Wrong,
) -> AnyView {
    let kept = brought.file.as_ref().map(|file| (domain::trail::hex(&file.sha256), file.name.clone()));
    let hidden = kept.clone().map(|(hash, name)| {
        view! { <input type="hidden" name="kept" value=hash/><input type="hidden" name="kept_name" value=name/> }
    });
    let remove = has.clone().map(|name| {
        let hint = format!("“{name}” is attached. It is read in place of the text.");
        view! { <CheckField name="remove" label="Take the attached document away" value=form.removes hint/> }
    });
    let PolicyText { text, note, reask } = form.text.clone();
    view! {
        <div class="editor" data-of="text" data-template=template.map(ToString::to_string) data-unsaved=form.unsaved.then_some("")>
            <LongField name="text" label="Text" value=text error=wrong.at("text") optional=true
                hint="Markdown: ## begins a section, - an item. Guidance stands after >; write below it, or in its place."/>
            <LivePreview/>
        </div>
        <FileField name="file" label="Or a document" value=kept.map(|(_, name)| name) error=wrong.at("file") optional=true
            accept=".pdf,.docx,.odt" hint="PDF, DOCX or ODT, up to 50 MB. It is kept as it is, under its hash."/>
        {hidden}
        {remove}
        <LongField name="note" label="What changed" value=note error=wrong.at("note") optional=true
            hint="For those who approve it, and for those it binds."/>
        <CheckField name="reask" label="Ask everybody to acknowledge it again" value=reask
            hint="Else an acknowledgement of an earlier version goes on counting."/>
    }
    .into_any()
}

/// How much of what a template requires is written.
pub(super) struct Written {
    all: usize,
    open: Vec<&'static str>,
    /// Of those, where only the template's guidance stands, word for word.
    guidance: Vec<&'static str>,
}

impl Written {
    pub(super) fn of(text: &str, template: Option<&'static PolicyTemplate>) -> Self {
        let required = template.map_or(&[][..], |template| template.sections.as_slice());
        Self { all: required.len(), open: missing(text, required), guidance: still_guidance(text, required) }
    }

    pub(super) fn sentence(&self) -> String {
        match (self.all, self.open.len()) {
            (0, _) => String::new(),
            (all, 0) => format!("All {all} required sections are written."),
            (all, open) => {
                let guidance = match self.guidance.len() {
                    0 => String::new(),
                    n => format!(" Under {} this is still the template’s guidance.", dates::count(n)),
                };
                format!("{} of {all} required sections are written.{guidance}", all - open)
            }
        }
    }

    fn todo(&self) -> Option<AnyView> {
        (!self.open.is_empty()).then(|| {
            let still = |section: &&'static str| {
                self.guidance.contains(section).then_some(": this is still the template’s guidance")
            };
            let list = self.open.iter().map(|section| view! { <li>{(*section).to_owned()}{still(section)}</li> });
            let list = list.collect_view();
            view! { <details><summary>"Still to be written"</summary><ul>{list}</ul></details> }.into_any()
        })
    }
}

/// A text while it is typed, and the template that it follows.
pub struct Typing {
    text: String,
    template: Option<TemplateId>,
}

impl Draft for Typing {
    fn typed(fields: &Fields) -> Self {
        Self { text: fields.text("text"), template: fields.parsed("template") }
    }
}

/// What a text looks like, for whoever types it. Nothing is kept.
pub async fn preview(_: Asking, Form(typing): Form<Typing>) -> Result<Page> {
    if let Some(sentence) = too_long(&typing.text) {
        return Ok(part(move || view! { <p class="meta">{sentence}</p> }));
    }
    spawn_blocking(move || look(typing)).await.map_err(Error::fault)
}

fn look(typing: Typing) -> Page {
    part(move || {
        let written = Written::of(&typing.text, typing.template.as_ref().and_then(|id| catalogue().policies.get(id)));
        let sentence = written.sentence();
        let told = (!sentence.is_empty()).then(|| view! { <p class="meta">{sentence}</p> });
        let text = if typing.text.trim().is_empty() {
            view! { <p class="meta">"What is written in the text appears here."</p> }.into_any()
        } else {
            prose(&typing.text)
        };
        view! { {told}{written.todo()}{text} }
    })
}

struct Shown {
    row: PolicyRow,
    form: WriteForm,
    brought: Brought,
    /// The document that the draft has.
    has: Option<String>,
    /// What somebody else saved while this was typed.
    theirs: Option<Vec<Clause>>,
    mishap: Mishap,
}

async fn load(asking: &Asking, id: PolicyId) -> Result<PolicyRow> {
    let row = asking.store().policy(id).await?;
    if !may(asking.actor().rights, Verb::PolicyDrafted, relation(&row, asking.actor())) {
        return Err(Refusal::forbidden("Its owner and compliance managers write on it.").into());
    }
    Ok(row)
}

pub async fn show(asking: Asking, The(id): The<PolicyId>) -> Result<Page> {
    let row = load(&asking, id).await?;
    let (form, has) = match asking.store().policy_draft(id).await? {
        Some(draft) => {
            let has = draft.file.map(|file| file.name);
            (WriteForm::of(draft.text, draft.version), has)
        }
        None => (WriteForm::of(last_text(&asking, id).await?, 0), None),
    };
    let brought = Brought::default();
    read(asking, Shown { row, form, brought, has, theirs: None, mishap: Mishap::default() }).await
}

/// The page, whose text is read beside what answers others.
async fn read(asking: Asking, shown: Shown) -> Result<Page> {
    spawn_blocking(move || page(&asking, shown)).await.map_err(Error::fault)
}

/// The text that the next draft begins with: the last one that was submitted.
async fn last_text(asking: &Asking, id: PolicyId) -> Result<PolicyText> {
    match asking.store().policy_versions(id).await?.last() {
        Some(last) => {
            let text = asking.store().policy_text(id, last.no).await?;
            Ok(PolicyText { text, ..PolicyText::default() })
        }
        None => Ok(PolicyText::default()),
    }
}

pub async fn save(asking: Asking, The(id): The<PolicyId>, request: Request) -> Result<Response> {
    let row = load(&asking, id).await?;
    let upload = Upload::of(request, &asking).await?;
    let form = WriteForm::typed(&upload.fields);
    let brought = brought(&asking, &form, upload).await?;
    let now = asking.store().policy_draft(id).await?;
    let has = now.as_ref().and_then(|draft| draft.file.as_ref()).map(|file| file.name.clone());
    let long = too_long(&form.text.text);
    if form.preview && brought.fault.is_none() && long.is_none() {
        let shown = Shown { row, form, brought, has, theirs: None, mishap: Mishap::default() };
        return Ok(read(asking, shown).await?.into_response());
    }
    let shows = form.preview && long.is_none();
    let refused = long.map(|sentence| Refusal::at("text", sentence));
    let done = match brought.refused().or(refused) {
        Some(refusal) => Err(refusal.into()),
        None => {
            let document = brought.document(&form);
            asking.store().write_policy(asking.actor(), id, &form.text, document, form.version).await
        }
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/policies/{id}?said=written#draft")).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            // Saving again puts this in place of what somebody wrote meanwhile: both stand on the page.
            let version = now.as_ref().map_or(0, |draft| draft.version);
            let theirs = match now.filter(|_| mishap.conflict.is_some()) {
                Some(draft) => Some(beside(draft.text.text, form.text.text.clone()).await?),
                None => None,
            };
            let version = if mishap.conflict.is_some() { version } else { form.version };
            let form = WriteForm { version, preview: shows, ..form };
            let page = read(asking, Shown { row, form, brought, has, theirs, mishap: mishap.clone() }).await?;
            Ok(mishap.answer(page))
        }
    }
}

fn page(asking: &Asking, shown: Shown) -> Page {
    let title = format!("Write: {}", shown.row.frame.title);
    asking.page(title, Place::Policies, move || {
        let Shown { row, form, brought, has, theirs, mishap } = shown;
        let template = row.template.as_ref().and_then(|id| catalogue().policies.get(id));
        let written = Written::of(&form.text.text, template);
        let lede = match written.open.len() {
            0 if written.all == 0 => "Nobody is bound by a draft. It is submitted from the page of the policy.".to_owned(),
            0 => format!("{} It is submitted from the page of the policy.", written.sentence()),
            _ => written.sentence(),
        };
        let left = placeholders(&form.text.text);
        let left = (!left.is_empty()).then(|| {
            let list = left.iter().map(|one| view! { <li>{format!("Line {}: {}", one.line, one.text)}</li> }).collect_view();
            view! { <details><summary>{format!("Places to fill: {}", left.len())}</summary><ul>{list}</ul></details> }
        });
        let todo = written.todo();
        let (crumbs, late, base) = (crumbs(&row, "Write"), conflict(&mishap), format!("/policies/{}", row.id));
        let (fields, action) = (text_fields(&form, &brought, has, row.template.as_ref(), &mishap.wrong), format!("{base}/write"));
        let theirs = theirs.map(|theirs| {
            let table = table("Saved meanwhile".to_owned(), "Yours".to_owned(), theirs);
            view! { <Block title="Both texts" id="both">{table}</Block> }
        });
        let preview = (form.preview && !form.text.text.trim().is_empty()).then(|| {
            let text = prose(&form.text.text);
            view! { <Block title="What it looks like" id="preview">{text}</Block> }
        });
        view! {
            {crumbs}
            <Say>{format!("Write on “{}”.", row.frame.title)}</Say>
            <Lede>{lede}</Lede>
            {late}
            {theirs}
            {preview}
            <Block title="The text" first=true quiet=true>
                {todo}
                {left}
                <Summary faults=mishap.wrong.summary()/>
                <form class="form wide" method="post" action=action enctype="multipart/form-data" novalidate>
                    <input type="hidden" name="version" value=form.version/>
                    {fields}
                    <Actions>
                        <Button weight=Weight::Primary>"Save the draft"</Button>
                        <Button press=Press::SendAs { name: "preview", value: "yes".to_owned() }>"Show what it looks like"</Button>
                        <ButtonLink weight=Weight::Plain href=base>"Leave without saving"</ButtonLink>
                    </Actions>
                </form>
            </Block>
        }
    })
}
