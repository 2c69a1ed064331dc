"""GraphQL fragments that several queries share."""

ACTOR = """
fragment Actor on Actor {
  __typename login
  ... on User { databaseId }
  ... on Bot { databaseId }
  ... on Organization { databaseId }
  ... on Mannequin { databaseId }
}
"""
"""Whoever acts. GraphQL names a bot without "[bot]": `__typename` tells."""
