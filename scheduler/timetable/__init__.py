"""Sessions: who studies and discusses when, where and with whom."""
