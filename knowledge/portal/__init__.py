"""Articles straight from the committee's portal: fetched politely, kept as files."""
