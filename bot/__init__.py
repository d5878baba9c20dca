"""How people reach the knowledge base."""
