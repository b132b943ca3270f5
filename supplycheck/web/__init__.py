"""What `supplycheck serve` serves: the self-check page, for one person on their own machine, and the interface for programs.

Nothing is kept. `server` listens and prints the address; `current` hands out the checker and takes up new lists; `wire` bounds
what uvicorn leaves open. Of the page: `guard` lets in who has the address; `application` has the routes; `uploads` reads
what is posted, in memory; `desk` checks it; `state` is what later steps need, sealed, and travels in the page; `form` is
a declaration as the fields of a form and back; `pages` writes HTML; `downloads` the documents. The interface is in `api`.
"""
