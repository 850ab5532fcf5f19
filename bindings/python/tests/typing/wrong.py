"""Programs that the types must refuse; each line names the error it has to raise."""

import beckon


def program(b: beckon.Workspace) -> None:
    b.identify(userid="u1")  # call-arg
    b.track("Seen", properties=[1], user_id="u1")  # arg-type
    b.track(user_id="u1")  # call-arg
    b.consent(user_id="u1", channel="email", state="maybe")  # arg-type
    b.segments.create(where={})  # call-arg
    b.segments.create(key=1, where={})  # arg-type
    b.identify(user_id="u1")["enter"]  # typeddict-item
    beckon.Response(phase="maybe")  # arg-type
    beckon.open("x", clock=5)  # arg-type
