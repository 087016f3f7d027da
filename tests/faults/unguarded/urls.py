from coaching.urls import urlpatterns

__all__ = ["urlpatterns"]  # and no handler500
