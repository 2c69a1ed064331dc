"""How REST answers and webhooks show what the fake holds."""

import hashlib
from abc import abstractmethod
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tests.rig.things import Comment, Issue, Repository, Review, ReviewComment

API, WEB = "https://api.github.com", "https://github.com"
REACTIONS = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")


def head_oid(pull: Issue) -> str:
    """A pull request's last commit; a push makes another."""
    return oid(f"change-{pull.number}{'+' * max(0, pull.commits - 1)}")


class Shown:
    """Half of `State`: its things as JSON. Field names are those of GitHub's payload examples."""

    @abstractmethod
    def user_id(self, login: str) -> int: ...

    def user(self, login: str) -> dict[str, Any]:
        kind = "Bot" if login.endswith("[bot]") else "User"
        return {
            "login": login,
            "id": self.user_id(login),
            "node_id": f"U_{self.user_id(login)}",
            "type": kind,
            "site_admin": False,
        }

    def users_of(self, logins: list[str]) -> list[dict[str, Any]]:
        return [self.user(login) for login in logins]

    def team(self, slug: str) -> dict[str, Any]:
        number = self.user_id(f"team:{slug}")
        return {"id": number, "node_id": f"T_{number}", "name": slug, "slug": slug}

    def repository(self, repository: Repository) -> dict[str, Any]:
        return {
            "id": repository.id,
            "node_id": f"R_{repository.id}",
            "name": repository.name,
            "full_name": repository.full_name,
            "private": repository.private,
            "archived": repository.archived,
            "default_branch": "main",
            "owner": self.user(repository.owner),
        }

    def label(self, name: str) -> dict[str, Any]:
        number = self.user_id(f"label:{name}")
        return {
            "id": number,
            "node_id": f"LA_{number}",
            "name": name,
            "color": "ededed",
            "default": False,
            "description": None,
        }

    def issue(self, where: Repository, issue: Issue) -> dict[str, Any]:
        """As `issues` and `issue_comment` events and the REST issue pages show it."""
        pull = f"{API}/repos/{where.full_name}/pulls/{issue.number}"
        found = self._thread(where, issue) | {
            "url": f"{API}/repos/{where.full_name}/issues/{issue.number}",
            "repository_url": f"{API}/repos/{where.full_name}",
            "comments": len(issue.comments),
            "reactions": counted(issue),
        }
        if issue.is_pull_request:
            page = found["html_url"]
            found["draft"] = issue.draft
            found["pull_request"] = {"url": pull, "html_url": page} | _merged_at(issue)
        return found

    def pull_request(self, where: Repository, pull: Issue) -> dict[str, Any]:
        """As `pull_request` events show it; review events leave the last of it out."""
        return self.pull_request_of_review(where, pull) | {
            "merged": pull.merged_at is not None,
            "merged_by": self.user(pull.merged_by) if pull.merged_by else None,
            "comments": len(pull.comments),
            "review_comments": len(pull.review_comments),
            "commits": pull.commits,
        }

    def pull_request_of_review(self, where: Repository, pull: Issue) -> dict[str, Any]:
        branch = f"change-{pull.number}"
        merged = oid(f"merge {branch}") if pull.merged_at else None
        return (
            self._thread(where, pull)
            | _merged_at(pull)
            | {
                "url": f"{API}/repos/{where.full_name}/pulls/{pull.number}",
                "draft": pull.draft,
                "requested_reviewers": self.users_of(pull.requested_reviewers),
                "requested_teams": [self.team(slug) for slug in pull.requested_teams],
                "head": self._branch(where, branch, pull.author) | {"sha": head_oid(pull)},
                "base": self._branch(where, "main", where.owner),
                "auto_merge": None,
                "merge_commit_sha": merged,
            }
        )

    def _branch(self, where: Repository, name: str, login: str) -> dict[str, Any]:
        return {
            "label": f"{login}:{name}",
            "ref": name,
            "sha": oid(name),
            "user": self.user(login),
            "repo": self.repository(where),
        }

    def _thread(self, where: Repository, issue: Issue) -> dict[str, Any]:
        folder = "pull" if issue.is_pull_request else "issues"
        assignees = self.users_of(issue.assignees)
        return {
            "html_url": f"{WEB}/{where.full_name}/{folder}/{issue.number}",
            "id": issue.id,
            "node_id": issue.node_id,
            "number": issue.number,
            "title": issue.title,
            "body": issue.body,
            "user": self.user(issue.author),
            "labels": [self.label(name) for name in issue.labels],
            "state": issue.state,
            "locked": issue.locked,
            "assignee": assignees[0] if assignees else None,
            "assignees": assignees,
            "milestone": None,
            "active_lock_reason": None,
            "author_association": where.association(issue.author),
            "created_at": stamp(issue.created_at),
            "updated_at": stamp(issue.updated_at),
            "closed_at": stamp(issue.closed_at) if issue.closed_at else None,
        }

    def comment(self, where: Repository, issue: Issue, comment: Comment) -> dict[str, Any]:
        folder = "pull" if issue.is_pull_request else "issues"
        page = f"{WEB}/{where.full_name}/{folder}/{issue.number}"
        return {
            "url": f"{API}/repos/{where.full_name}/issues/comments/{comment.id}",
            "html_url": f"{page}#issuecomment-{comment.id}",
            "issue_url": f"{API}/repos/{where.full_name}/issues/{issue.number}",
            "id": comment.id,
            "node_id": comment.node_id,
            "body": comment.body,
            "user": self.user(comment.author),
            "author_association": where.association(comment.author),
            "created_at": stamp(comment.created_at),
            "updated_at": stamp(comment.updated_at),
            "reactions": counted(comment),
            "performed_via_github_app": None,
        }

    def review(self, where: Repository, pull: Issue, review: Review) -> dict[str, Any]:
        page = f"{WEB}/{where.full_name}/pull/{pull.number}"
        return {
            "id": review.id,
            "node_id": f"PRR_{review.id}",
            "html_url": f"{page}#pullrequestreview-{review.id}",
            "pull_request_url": f"{API}/repos/{where.full_name}/pulls/{pull.number}",
            "user": self.user(review.author),
            "body": review.body or None,
            "state": review.state,
            "commit_id": oid(f"change-{pull.number}"),
            "submitted_at": stamp(review.submitted_at),
            "author_association": where.association(review.author),
        }

    def review_comment(
        self, where: Repository, pull: Issue, comment: ReviewComment
    ) -> dict[str, Any]:
        page = f"{WEB}/{where.full_name}/pull/{pull.number}"
        return {
            "url": f"{API}/repos/{where.full_name}/pulls/comments/{comment.id}",
            "html_url": f"{page}#discussion_r{comment.id}",
            "pull_request_url": f"{API}/repos/{where.full_name}/pulls/{pull.number}",
            "pull_request_review_id": comment.review_id,
            "id": comment.id,
            "node_id": f"PRRC_{comment.id}",
            "path": "README.md",
            "position": 1,
            "diff_hunk": "@@ -1 +1 @@",
            "commit_id": oid(f"change-{pull.number}"),
            "body": comment.body,
            "user": self.user(comment.author),
            "author_association": where.association(comment.author),
            "created_at": stamp(comment.created_at),
            "updated_at": stamp(comment.updated_at),
        }


def counted(of: Issue | Comment) -> Mapping[str, int]:
    """How many reactions of each kind."""
    found = dict.fromkeys(REACTIONS, 0)
    for reaction in of.reactions:
        found[reaction.content] += 1
    return {"total_count": len(of.reactions)} | found


def oid(text: str) -> str:
    """A git-like object id of a text."""
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def stamp(at: datetime) -> str:
    """The time in UTC, to the second, as GitHub writes it."""
    return f"{at.isoformat()[:19]}Z"


def _merged_at(pull: Issue) -> dict[str, Any]:
    return {"merged_at": stamp(pull.merged_at) if pull.merged_at else None}
