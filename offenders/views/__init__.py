"""The record's pages: fetch within the scope, call one action or presenter, answer."""
