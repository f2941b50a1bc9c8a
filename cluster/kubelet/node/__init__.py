"""The node itself: the machine, its images, the objects by which it is known, and what it does when it runs short."""
