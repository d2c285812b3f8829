"""What a portal is: articles, listings, rankings, feeds and addresses, with no Sphinx and no docutils."""
