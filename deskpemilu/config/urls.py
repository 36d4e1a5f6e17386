"""All routes of the program."""

urlpatterns: list[object] = []
