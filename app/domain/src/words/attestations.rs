//! Words for what vendors hand over.

use super::word;

word! {
    /// What sort of thing an attestation is.
    pub enum AttestationClass {
        /// An auditor's report over a period.
        PeriodReport = "period-report", "Report over a period",
        /// An auditor's report on one day.
        PointInTimeReport = "point-in-time-report", "Report on a day",
        /// A letter of the vendor's management.
        Letter = "letter", "Letter",
        /// A certificate with an issuer and an end.
        Certificate = "certificate", "Certificate",
        /// The result of a test.
        TestReport = "test-report", "Test report",
        /// A duty under contract.
        Contract = "contract", "Contract",
        /// What the vendor says of itself.
        SelfAssertion = "self-assertion", "Vendor's own statement",
    }
}

word! {
    /// The day from which an attestation's validity is counted.
    pub enum Anchor {
        /// The last day of the period reported on, not the day of issue.
        PeriodEnd = "period_end", "End of its period",
        /// The day a Type I report speaks of.
        AsOfDate = "as_of_date", "As-of day",
        /// The last day of the period of the report that a letter names.
        ReportPeriodEnd = "report_period_end", "Period end of the named report",
        /// The day of issue.
        IssueDate = "issue_date", "Day of issue",
        /// The day of the report.
        ReportDate = "report_date", "Day of the report",
        /// The day of the assessment.
        AssessmentDate = "assessment_date", "Day of the assessment",
        /// The day of the last yearly assessment.
        LastAnnualAssessment = "last_annual_assessment", "Last yearly assessment",
        /// The day of submission to a registry.
        SubmissionDate = "submission_date", "Day of submission",
        /// The last day of a test.
        TestEnd = "test_end", "End of the test",
        /// The day of the audit.
        AuditDate = "audit_date", "Day of the audit",
        /// The day of the version it describes.
        VersionDate = "version_date", "Day of the version",
        /// The day of the release it describes.
        ReleaseDate = "release_date", "Day of the release",
        /// The day of signature.
        SignatureDate = "signature_date", "Day of signature",
        /// The day of publication.
        PublicationDate = "publication_date", "Day of publication",
        /// The day it was filled in.
        CompletionDate = "completion_date", "Day of completion",
        /// The day of the declaration.
        DeclarationDate = "declaration_date", "Day of the declaration",
        /// The day of the test.
        TestDate = "test_date", "Day of the test",
        /// The last day of cover: the anchor is the end itself.
        PolicyEnd = "policy_end", "End of cover",
    }
}
