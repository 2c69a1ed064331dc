"""The GraphQL documents that read a repository's past: pages of threads with their timelines.

One connection below another: GitHub counts (1 + threads of the page) / 100 points, so a page of 100
is one point whatever stands in it (GitHub, "Rate limits and query limits for the GraphQL API").
Review comments are left out: reading them below each review would cost fifty times as much, and
REST lists them for the whole repository.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from bot.github.fragments import ACTOR
from bot.vocabulary.threads import Repository

ITEMS_OF_BOTH = (
    "ISSUE_COMMENT",
    "LABELED_EVENT",
    "UNLABELED_EVENT",
    "ASSIGNED_EVENT",
    "UNASSIGNED_EVENT",
    "CLOSED_EVENT",
    "REOPENED_EVENT",
)
ISSUE_ITEMS = (
    *ITEMS_OF_BOTH,
    "MARKED_AS_DUPLICATE_EVENT",
    "UNMARKED_AS_DUPLICATE_EVENT",
)
PULL_ITEMS = (
    *ITEMS_OF_BOTH,
    "MERGED_EVENT",
    "READY_FOR_REVIEW_EVENT",
    "CONVERT_TO_DRAFT_EVENT",
    "REVIEW_REQUESTED_EVENT",
    "REVIEW_REQUEST_REMOVED_EVENT",
    "PULL_REQUEST_REVIEW",
    "REVIEW_DISMISSED_EVENT",
)
COMMITS = "PULL_REQUEST_COMMIT"
"""Asked for only where somebody opted in to have their commits looked at."""

ITEMS = """
fragment Items on Node {
  __typename
  ... on IssueComment {
    fullDatabaseId createdAt lastEditedAt body authorAssociation author { ...Actor }
  }
  ... on LabeledEvent { createdAt actor { ...Actor } label { name } }
  ... on UnlabeledEvent { createdAt actor { ...Actor } label { name } }
  ... on AssignedEvent { createdAt actor { ...Actor } assignee { ...Actor } }
  ... on UnassignedEvent { createdAt actor { ...Actor } assignee { ...Actor } }
  ... on ClosedEvent { createdAt actor { ...Actor } }
  ... on ReopenedEvent { createdAt actor { ...Actor } }
  ... on MarkedAsDuplicateEvent {
    createdAt actor { ...Actor } isCrossRepository
    canonical { ... on Issue { number } } duplicate { ... on Issue { number } }
  }
  ... on UnmarkedAsDuplicateEvent {
    createdAt actor { ...Actor } isCrossRepository
    canonical { ... on Issue { number } } duplicate { ... on Issue { number } }
  }
  ... on MergedEvent { createdAt actor { ...Actor } }
  ... on ReadyForReviewEvent { createdAt actor { ...Actor } }
  ... on ConvertToDraftEvent { createdAt actor { ...Actor } }
  ... on ReviewRequestedEvent {
    createdAt actor { ...Actor } requestedReviewer { ...Actor ... on Team { slug } }
  }
  ... on ReviewRequestRemovedEvent {
    createdAt actor { ...Actor } requestedReviewer { ...Actor ... on Team { slug } }
  }
  ... on PullRequestReview {
    fullDatabaseId submittedAt lastEditedAt state body authorAssociation author { ...Actor }
  }
  ... on ReviewDismissedEvent {
    createdAt actor { ...Actor } previousReviewState review { fullDatabaseId }
  }
  ... on PullRequestCommit { commit { oid authoredDate author { user { ...Actor } } } }
}
"""

THREAD = """
  __typename number createdAt updatedAt lastEditedAt title body authorAssociation
  author { ...Actor }
"""

ISSUE = (
    THREAD
    + """
  timelineItems(first: $items, after: $afterItem, since: $itemsSince, itemTypes: $issueItems) {
    pageInfo { hasNextPage endCursor } nodes { ...Items }
  }
"""
)
PULL = (
    THREAD
    + """
  isDraft mergedAt
  timelineItems(first: $items, after: $afterItem, since: $itemsSince, itemTypes: $pullItems) {
    pageInfo { hasNextPage endCursor } nodes { ...Items }
  }
"""
)

LIMIT = "rateLimit { cost limit remaining resetAt }"
REPOSITORY = "databaseId name isPrivate owner { login }"
LIST = """
      totalCount pageInfo { hasNextPage endCursor }
"""

ISSUES = (
    """
query Issues(
  $owner: String!, $name: String!, $first: Int!, $after: String, $states: [IssueState!],
  $direction: OrderDirection!, $items: Int!, $afterItem: String, $itemsSince: DateTime,
  $issueItems: [IssueTimelineItemsItemType!]
) {
"""
    + LIMIT
    + """
  repository(owner: $owner, name: $name) {
"""
    + REPOSITORY
    + """
    threads: issues(
      first: $first, after: $after, states: $states,
      orderBy: {field: UPDATED_AT, direction: $direction}
    ) {
"""
    + LIST
    + "nodes {"
    + ISSUE
    + "} } } }"
    + ITEMS
    + ACTOR
)
"""A page of issues, by their last change."""

PULLS = (
    """
query Pulls(
  $owner: String!, $name: String!, $first: Int!, $after: String, $states: [PullRequestState!],
  $direction: OrderDirection!, $items: Int!, $afterItem: String, $itemsSince: DateTime,
  $pullItems: [PullRequestTimelineItemsItemType!]
) {
"""
    + LIMIT
    + """
  repository(owner: $owner, name: $name) {
"""
    + REPOSITORY
    + """
    threads: pullRequests(
      first: $first, after: $after, states: $states,
      orderBy: {field: UPDATED_AT, direction: $direction}
    ) {
"""
    + LIST
    + "nodes {"
    + PULL
    + "} } } }"
    + ITEMS
    + ACTOR
)
"""A page of pull requests, by their last change."""

THREAD_REST = (
    """
query Rest(
  $owner: String!, $name: String!, $number: Int!, $items: Int!, $afterItem: String,
  $itemsSince: DateTime, $issueItems: [IssueTimelineItemsItemType!],
  $pullItems: [PullRequestTimelineItemsItemType!]
) {
"""
    + LIMIT
    + """
  repository(owner: $owner, name: $name) {
"""
    + REPOSITORY
    + """
    thread: issueOrPullRequest(number: $number) {
      ... on Issue {"""
    + ISSUE
    + """}
      ... on PullRequest {"""
    + PULL
    + "} } } }"
    + ITEMS
    + ACTOR
)
"""What follows in one thread's timeline."""


def variables(document: str, repository: Repository, given: Mapping[str, Any]) -> dict[str, Any]:
    """The document's variables: those given, and for the others what asks for everything."""
    values: dict[str, Any] = {
        "owner": repository.owner,
        "name": repository.name,
        "after": None,
        "states": None,
        "direction": "DESC",
        "afterItem": None,
        "itemsSince": None,
        "issueItems": list(ISSUE_ITEMS),
        "pullItems": list(PULL_ITEMS),
        **given,
    }
    return {name: value for name, value in values.items() if name in _declared(document)}


@cache
def _declared(document: str) -> frozenset[str]:
    """The names of a document's variables."""
    head = document[: document.index("{")]
    return frozenset(re.findall(r"\$(\w+):", head))
