from django.apps import AppConfig


class RiskConfig(AppConfig):
    name = "risk"
    verbose_name = "Risk"

    def ready(self) -> None:
        """Register the deadlines of risk, this app's parts of the record, and what reactive management takes."""
        from common import outbox
        from deadlines.registry import register_source
        from offenders.actions import register_completion, register_contradiction, register_review
        from offenders.cautions import register_caution
        from risk import named_mail, record
        from risk.actions import endorse, keep_review
        from risk.contradictions import contradictions
        from risk.deadlines import NAMES, RiskSource
        from risk.people import training_cautions
        from risk.plan_deadlines import NAME, PlanReviewSource

        register_source(RiskSource(), *NAMES)
        register_source(PlanReviewSource(), NAME)
        register_completion(endorse)
        register_caution(training_cautions)
        outbox.register(named_mail.KIND, named_mail.compose, named_mail.LIFETIME)
        register_contradiction(contradictions)
        register_review(keep_review)
        record.register()
