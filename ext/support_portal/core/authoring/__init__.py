"""Help for those who write: forms, schemas, and notices at the place they mean."""
