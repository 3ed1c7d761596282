"""The pages of orders: fetch within the scope, call one action or presenter, answer."""
