"""The numbers that papers carry: one module per number, each with the same four verbs.

* ``compact(text)`` gives the bare number: compatibility forms (full width) folded, spaces, hyphens and invisible
  characters gone, upper case. It never raises, and it never turns one character into a look-alike.
* ``validate(text)`` gives the compact form, or raises ``InvalidIdentifier`` with the reason ``length``, ``format``,
  ``component`` (a part has a value that does not exist) or ``checksum``.
* ``is_valid(text)`` says whether ``validate`` would raise.
* ``format(text)`` gives the number as people print it; what is no such number comes back compact.

Whether a number exists is for a registry to say; here only its form is looked at. Numbers whose form is but a pattern
have no module: they stand, like all numbers of destinations' papers, in `registries/law/formats.toml`.

============================  =======================================================
module                        number
============================  =======================================================
``uscc``                      统一社会信用代码, the credit code of a Chinese organisation
``customs_registration``      海关注册编码 of a company
``customs_office``            关区代码
``declaration_number``        报关单号
``hs``                        ten-digit Chinese commodity code, with or without CIQ digits
``nmpa_registration``         医疗器械注册证编号
``nmpa_filing``               第一类医疗器械备案编号, emergency filings
``nmpa_production_licence``   医疗器械生产许可证编号
``fda_510k``                  FDA premarket notification
``fda_eua``                   FDA emergency use authorisation
``fda_registration``          FDA establishment registration or FEI
``fda_listing``               FDA device listing
``niosh_approval``            NIOSH approval of a particulate respirator
``notified_body``             notified body, also beside a CE mark
``eudamed_srn``               EUDAMED single registration number
``udi_di``                    UDI-DI of GS1 (a GTIN)
``chrn``                      Swissmedic registration number of an economic operator
``mfds_device``               MFDS item number of a medical device
``tfda_licence``              醫療器材許可證字號
``tfda_mainland_licence``     醫療器材許可證字號 of the series for goods made in mainland China
============================  =======================================================
"""
