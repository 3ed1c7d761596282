class VisitSource:
    kinds = ()
