"""Prints where Playwright keeps its own Chromium, whether or not it is there."""

from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
