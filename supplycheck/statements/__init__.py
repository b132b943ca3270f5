"""The official statements of Announcements No. 5 and No. 12: made from a declaration, and read back from paper."""
