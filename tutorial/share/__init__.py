"""What leaves the site: recorded sessions behind a link, figures for other pages, files that replay with no server."""
