"""Celery's tasks: thin shells."""

from __future__ import annotations

from celery import shared_task

from analysis.worker import run_analysis


@shared_task(name="analysis.run", ignore_result=True)
def run_analysis_task(request_id: str) -> None:
    """Run one analysis as far as it is not done. Safe to be called twice, late, or for nothing."""
    run_analysis(request_id)
