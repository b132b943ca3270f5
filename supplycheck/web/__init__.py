"""The self-check page of `supplycheck serve`: for one person on their own machine, and nothing is kept.

`server` binds 127.0.0.1 and prints the address; `guard` lets in who has it; `application` has the routes; `uploads` reads
what is posted, in memory; `desk` checks it; `state` is what later steps need, sealed, and travels in the page; `form` is
a declaration as the fields of a form and back; `pages` writes HTML; `downloads` the documents.
"""
