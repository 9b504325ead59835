"""Poison: hostile files among good ones cost themselves and nothing else; a converter added to the plan brings in those that it
can read, makes nothing twice, and is held by its sandbox whatever a file makes it do."""
import argparse
import hashlib
import io
import json
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import time
from pathlib import Path

import numpy
from PIL import Image

import _assay
import _build
import _pictures

PPM_TO_PNG = Path(__file__).resolve().parent / "_ppm_to_png.py"
SCRATCH = Path("/tmp/assay-poison-was-here")

# What the first build says of each kind of poison: class and code.
POISON = {"bomb.png": ("resource", "bomb"), "cut.jpg": ("input", "truncated"), "page.jpg": ("input", "not_media"),
          "none.jpg": ("input", "empty"), "hurt.png": ("input", "corrupt"), "later.psd": ("input", "unsupported")}

# What a file makes the converter do, and what becomes of it.
DEEDS = {"hang": ("resource", "convert.timeout"), "circle": ("resource", "convert.timeout"), "flood": ("resource", "convert.output"),
         "fork": ("code", "convert.failed"), "socket": ("code", "convert.failed"), "write": ("code", "convert.failed"),
         "read": ("code", "convert.failed"), "kill": ("code", "convert.failed"), "memory": ("code", "convert.failed"),
         "signal": ("code", "convert.forbidden_call"),
         "crash": ("code", "convert.crashed"), "garbage": ("code", "convert.unreadable"), "silence": ("code", "convert.empty")}

RESERVED = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:rights><rdf:Alt>
<rdf:li xml:lang="x-default">All rights reserved</rdf:li></rdf:Alt></dc:rights></rdf:Description></rdf:RDF></x:xmpmeta>
"""

CONVERT = "  - convert: {media_types: [image/x-portable-anymap], command: [./ppm_to_png]}\n"


def picture(number, width=96, height=64):
    """No two are alike, for eyes neither: copies would share a split, and a few of them an asset."""
    random = numpy.random.default_rng(number)
    coarse = random.integers(0, 255, (6, 8, 3), dtype=numpy.uint8)
    return Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)


def ppm(picture_, comment=None):
    head = f"P6\n# {comment}\n" if comment else "P6\n"
    return f"{head}{picture_.width} {picture_.height}\n255\n".encode() + picture_.tobytes()


def make_files(folder, count):
    """Good pictures, poison, and what a converter can read: the keys of the last."""
    folder.mkdir()
    for number in range(count):
        picture(number).save(folder / f"good-{number:03}.{'jpg' if number % 2 else 'png'}")
    jpeg = (folder / "good-001.jpg").read_bytes()
    png = bytearray((folder / "good-000.png").read_bytes())
    (folder / "cut.jpg").write_bytes(jpeg[:len(jpeg) // 2])
    (folder / "page.jpg").write_text("<html><body>404</body></html>")
    (folder / "none.jpg").write_bytes(b"")
    (folder / "hurt.png").write_bytes(png[:60] + bytes(40) + png[100:])
    (folder / "bomb.png").write_bytes(png[:16] + (60_000).to_bytes(4, "big") * 2 + png[24:])
    (folder / "later.psd").write_bytes(b"8BPS\0\1" + bytes(40))
    convertible = [f"new-{number}.ppm" for number in range(5)]
    for number, name in enumerate(convertible):
        (folder / name).write_bytes(ppm(picture(10_000 + number)))
    for number, deed in enumerate(DEEDS):
        (folder / f"deed-{deed}.ppm").write_bytes(ppm(picture(20_000 + number), deed))
    return convertible


def write_plan(file, work, out, *, converts):
    plan = _build.write_plan(file, work / "files", f"webdataset: {out}", manifest=work / "all.csv",
                             extra=(CONVERT if converts else "") + "limits: {per_record: 6s, pixels: 2M}\n")
    return plan


def letters(workspace):
    code, stdout, stderr = _assay.run("deadletters", "list", "--json", "--workspace", workspace)
    assert code == 0, stderr
    return {letter["key"]: letter for letter in json.loads(stdout)["deadletters"]}


def causes(found):
    return {key: (letter["class"], letter["code"]) for key, letter in found.items()}


def inspected(workspace):
    """What the log says of the newest run's pass over the files."""
    log = max(workspace.glob("runs/*/log.jsonl"), key=lambda file: int(file.parent.name))
    events = [json.loads(line) for line in log.read_text().splitlines()]
    return [event for event in events if event["event"] == "phase.ended" and event["phase"] == "inspect"][-1]


def made(workspace):
    base = sqlite3.connect(f"file:{workspace / 'catalog.sqlite'}?mode=ro", uri=True)
    return dict(base.execute("select asset || recipe, made from derived").fetchall())


def facts(workspace, key):
    base = sqlite3.connect(f"file:{workspace / 'catalog.sqlite'}?mode=ro", uri=True)
    row = base.execute("select asset, facts from records where key = ? order by run desc limit 1", (key,)).fetchone()
    return row[0], json.loads(row[1])


def poison_costs_itself_only(checks, work, count, convertible):
    """Every hostile file is a dead letter with its class; the release is that of the good files alone."""
    out, workspace = work / "out", work / "main.ws"
    first = _build.build(write_plan(work / "plan.yaml", work, out, converts=False), "--workspace", workspace)
    _assay.accounting_is_exact(checks, first, "with poison")
    unread = {name: ("input", "unsupported") for name in [*convertible, *(f"deed-{deed}.ppm" for deed in DEEDS)]}
    checks.equal(causes(letters(workspace)), POISON | unread, "each is a dead letter with its class and code")
    checks.equal((first["accounting"]["allow"], len(_build.samples(out))), (count, count), "all others are released")
    _build.verifies(checks, out, "a build with poison")
    clean = work / "clean"
    clean.mkdir()
    shutil.copytree(work / "files", clean / "files", ignore=lambda _, names: [n for n in names if not n.startswith("good-")])
    shutil.copy(work / "all.csv", clean / "all.csv")
    alone = _build.build(write_plan(clean / "plan.yaml", clean, clean / "out", converts=False))
    checks.equal(_build.root_of(alone), _build.root_of(first), "the root is that of the good files alone")
    seconds = [inspected(place)["seconds"] for place in (workspace, clean / ".assay")]
    print(f"inspecting {count} good pictures took {seconds[1]:.2f} s alone, {seconds[0]:.2f} s among "
          f"{len(POISON) + len(unread)} hostile ones", flush=True)
    return first


def the_fix_brings_in_what_it_can(checks, work, count, convertible):
    """A replay with the changed plan: those that convert come in, nothing else is looked at or made again."""
    out, workspace = work / "out", work / "main.ws"
    before, dead = made(workspace), letters(workspace)
    shutil.copy(PPM_TO_PNG, work / "ppm_to_png")
    plan = write_plan(work / "fixed.yaml", work, out, converts=True)
    code, stdout, stderr = _assay.run("deadletters", "replay", "--plan", plan, "--workspace", workspace)
    checks.that(code == 1 and f"Of {len(dead)} dead letters {len(convertible)} live again, "
                f"{len(dead) - len(convertible)} are still dead" in stdout, f"the replay says what became of them: {stdout}{stderr}")
    now = letters(workspace)
    checks.equal(causes(now), POISON | {f"deed-{deed}.ppm": cause for deed, cause in DEEDS.items()}, "who is dead still, and why")
    checks.that(not SCRATCH.exists(), "no converter has written a file")
    checks.equal({letter["tries"] for letter in now.values()}, {2}, "tries go on")
    checks.equal({key: letter["first_at"] for key, letter in now.items()}, {key: dead[key]["first_at"] for key in now},
                 "and so does the first time")
    pass_one = inspected(workspace)
    checks.equal((pass_one["made"], pass_one["reused"]), (len(convertible), count), "pictures that were made are not made again")
    after = made(workspace)
    checks.equal(len(after) - len(before), len(convertible), "the workspace has the new ones more")
    checks.equal({key: after[key] for key in before}, before, "and the old ones as they were")
    samples = _build.samples(out)
    checks.equal(len(samples), count + len(convertible), "the release has them all, each once")
    checks.that(set(convertible) <= set(samples), "those that were converted are in it")
    checks.equal((_build.statement(out)["version"], _build.statement(out)["count"]), ("1.1.0", count + len(convertible)),
                 "it is the next version")
    _build.verifies(checks, out, "the release after the fix")


def it_says_what_it_did(checks, work, convertible):
    """The asset stays that of the source; a fact names command, program and what came out; the pixels are the file's."""
    for number, key in enumerate(convertible):
        asset, found = facts(work / "main.ws", key)
        checks.equal(asset, f"sha256:{hashlib.sha256((work / 'files' / key).read_bytes()).hexdigest()}", f"{key}: its asset")
        said = [fact for fact in found if fact["name"] == "media.converted"]
        checks.equal(len(said), 1, f"{key}: one fact of its conversion")
        png = subprocess.run([work / "ppm_to_png"], input=(work / "files" / key).read_bytes(), capture_output=True, check=True)
        value = said[0]["value"]
        checks.equal((value["made"], value["program"], value["command"]),
                     (f"sha256:{hashlib.sha256(png.stdout).hexdigest()}",
                      f"sha256:{hashlib.sha256((work / 'ppm_to_png').read_bytes()).hexdigest()}", ["ppm_to_png"]),
                     f"{key}: what it was made by, and what came out")
    pictures = {}
    for shard in sorted((work / "out" / "data").glob("*.tar")):
        with tarfile.open(shard) as archive:
            files = {member.name: archive.extractfile(member).read() for member in archive}
        for name in (name for name in files if name.endswith(".json")):
            pictures[json.loads(files[name])["key"]] = Image.open(io.BytesIO(files[name[:-4] + "jpg"]))
    for number, key in enumerate(convertible):
        small = picture(10_000 + number).resize(pictures[key].size, Image.Resampling.LANCZOS)
        checks.that(_pictures.psnr(small, pictures[key].convert("RGB")) > 30, f"{key}: the pixels are those of the file")


def however_it_is_built(checks, work):
    """From nothing, with one worker or four: the root of the replay."""
    root = _build.statement(work / "out")["root"]
    for jobs in (1, 4):
        plan = write_plan(work / "fresh.yaml", work, work / f"fresh-{jobs}", converts=True)
        fresh = _build.build(plan, "--workspace", work / f"fresh-{jobs}.ws", "--jobs", jobs)
        checks.equal(_build.root_of(fresh), root, f"a build from nothing with {jobs} jobs gives the root of the replay")
        _assay.accounting_is_exact(checks, fresh, f"from nothing, {jobs} jobs")
    again = _build.build(work / "fixed.yaml", "--workspace", work / "main.ws")
    checks.equal(again["release"]["was_there"], True, "the same plan again finds its release")
    checks.equal(inspected(work / "main.ws")["made"], 0, "and makes nothing")


def another_converter_is_another(checks, work, count, convertible):
    """A program that has changed converts again; the stored run does not take it for the one it began with."""
    program = work / "ppm_to_png"
    program.write_text(program.read_text() + "\n# a second version\n")
    code, _, stderr = _assay.run("deadletters", "replay", "--key", "deed-crash.ppm", "--workspace", work / "main.ws")
    checks.that(code == 2 and "A0120" in stderr and "--plan" in stderr, f"the run's own converter is gone: {code} {stderr}")
    checks.that("deed-crash.ppm" in letters(work / "main.ws"), "and its dead letters stay as they were")
    second = _build.build(work / "fixed.yaml", "--workspace", work / "main.ws")
    pass_one = inspected(work / "main.ws")
    checks.equal((pass_one["made"], pass_one["reused"]), (len(convertible), count), "what the old one made is not reused")
    checks.equal(_build.root_of(second), _build.statement(work / "fresh-1")["root"], "the pictures are the same, and so is the root")
    checks.equal(letters(work / "main.ws")["deed-crash.ppm"]["tries"], 4, "tries are counted over all runs")


def letters_are_shown(checks, work):
    code, stdout, _ = _assay.run("deadletters", "show", "deed-crash.ppm", "--workspace", work / "main.ws")
    checks.that(code == 0 and all(word in stdout for word in ("convert.crashed", "to do", "sha256:", "deed-crash.ppm")),
                f"all of a dead letter is shown: {stdout}")
    code, stdout, _ = _assay.run("deadletters", "show", "deed-fork.ppm", "--json", "--workspace", work / "main.ws")
    shown = json.loads(stdout)
    checks.that(code == 0 and shown["outcome"] == "unsupported" and "PermissionError" in shown["message"], f"as JSON too: {shown}")


def running(program):
    """Processes that were started as this program."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found += [int(place.parent.name)] if str(program).encode() in place.read_bytes().split(b"\0") else []
        except OSError:
            pass  # it has ended
    return found


def an_audit_sees_through_it(checks, work):
    """Copies are found by what a converter gives, the report shows it, and a kill of the parent ends what is running."""
    home = work / "audit"
    (home / "files").mkdir(parents=True)
    picture(40_000).save(home / "files" / "twin.png")
    (home / "files" / "twin.ppm").write_bytes(ppm(picture(40_000)))
    program = shutil.copy(PPM_TO_PNG, home / "ppm_to_png")
    plan = home / "plan.yaml"
    plan.write_text(f"assay: 1\nuse: {{purpose: research, jurisdiction: EU, date: {_assay.DATE}}}\nsource: {{folder: files}}\n"
                    f"steps:\n{CONVERT}")
    code, _, stderr = _assay.run("audit", "--plan", plan, "--out", home / "out")
    checks.equal(code, 1, f"an audit converts too: {stderr}")
    found = {key: facts(home / "out" / ".assay", key)[1] for key in ("twin.png", "twin.ppm")}
    said = [fact for key in found for fact in found[key]]
    checks.equal([fact["value"]["how"] for fact in said if fact["name"] == "set.exact"], ["pixels"], "a copy in another format is one")
    checks.equal({key: {fact["evidence"]["source"] for fact in found[key] if fact["name"].startswith(("media.header", "quality."))}
                  for key in found}, {"twin.png": {"asset"}, "twin.ppm": {"converted"}}, "and says where that was read")
    checks.equal([fact["name"] for fact in found["twin.ppm"] if fact["state"] == "absent"], [], "what was not there the converter cannot say")
    (home / "files" / "later.ppm").write_bytes(ppm(picture(40_001), "hang"))
    going = subprocess.Popen([_assay.ASSAY, "audit", "--plan", plan, "--out", home / "out"], env=_assay.environment(),
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 30
    while not running(program) and time.monotonic() < end:
        time.sleep(0.05)
    checks.that(running(program), "the converter hangs")
    going.kill()
    going.wait()
    while running(program) and time.monotonic() < end:
        time.sleep(0.05)
    checks.equal(running(program), [], "it goes with who has started it")


def bad_converters(checks, work):
    for text, says in (("command: [./no_such]", "there is no program"), ("command: []", "bad.yaml:7:14: 'command'"),
                       ("command: [./ppm_to_png], outcomes: [bomb]", "an outcome to convert"),
                       ("command: [./ppm_to_png], media_type: [a/b]", "did you mean 'media_types'")):
        plan = write_plan(work / "bad.yaml", work, work / "bad-out", converts=True)
        plan.write_text(plan.read_text().replace("command: [./ppm_to_png]", text))
        code, _, stderr = _assay.run("build", plan, "--workspace", work / "bad.ws")
        checks.that(code == 2 and "A0120" in stderr and says in stderr, f"{text}: {code} {stderr}")


def of_a_kind(home, converter, program, file, content):
    """A folder with one good picture and one for a converter; gives a build of it at a size, in a workspace."""
    (home / "files").mkdir(parents=True)
    picture(50_000).save(home / "files" / "good.png")
    (home / "files" / file).write_bytes(content)
    _build.write_manifest(home / "files", home / "all.csv")
    (home / "program").write_text(program)
    (home / "program").chmod(0o755)

    def build(side, workspace):
        out = home / f"{workspace}-{side}"
        plan = _build.write_plan(home / "plan.yaml", home / "files", f"webdataset: {out}", manifest=home / "all.csv", split=False,
                                 resize=f"{{fit: {side}, encode: jpeg, quality: 95}}",
                                 extra=f"  - convert: {{{converter}, command: [./program]}}\n")
        return _build.build(plan, "--workspace", home / workspace)
    return build


def png_of(number):
    stream = io.BytesIO()
    picture(number).save(stream, "PNG")
    return stream.getvalue()


def the_past_of_a_workspace_changes_nothing(checks, work):
    """A cut progressive JPEG looks whole to a rough look: what a converter is asked for must not hang on who looks."""
    stream = io.BytesIO()
    noise = numpy.random.default_rng(50_001).integers(0, 255, (320, 480, 3), dtype=numpy.uint8)
    Image.fromarray(noise).save(stream, "JPEG", progressive=True, quality=90)
    program = f"#!/usr/bin/python3 -IS\nimport sys\nsys.stdout.buffer.write(bytes.fromhex('{png_of(50_002).hex()}'))\n"
    build = of_a_kind(work / "cut", "outcomes: [truncated]", program, "cut.jpg", stream.getvalue()[:len(stream.getvalue()) * 2 // 3])
    build(64, "old.ws")
    later, fresh = build(48, "old.ws"), build(48, "new.ws")
    checks.equal(letters(work / "cut" / "old.ws"), {}, "at another size it is converted again")
    checks.equal(_build.root_of(later), _build.root_of(fresh), "the root is that of a fresh workspace")
    checks.equal(fresh["accounting"]["allow"], 2, "both pictures are in it")


def what_was_not_judged_is_not_released(checks, work):
    """A converter that gives other bytes each time: what it gives later was never looked at."""
    program = f"""#!/usr/bin/python3 -IS
import os, struct, sys, zlib
png = bytes.fromhex('{png_of(50_003).hex()}')
body = b"tEXtComment\\0" + os.urandom(8).hex().encode()
chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
sys.stdout.buffer.write(png[:-12] + chunk + png[-12:])
"""
    build = of_a_kind(work / "other", "media_types: [image/x-portable-anymap]", program, "new.ppm", ppm(picture(50_004)))
    checks.equal(build(64, "main.ws")["accounting"]["allow"], 2, "once it is taken at its word")
    checks.equal(build(48, "main.ws")["accounting"]["allow"], 1, "and not a second time")
    checks.equal(causes(letters(work / "other" / "main.ws")), {"new.ppm": ("code", "convert.differs")}, "it is a dead letter that says so")


def a_program_that_changes_meanwhile(checks, work):
    """What a program gave while somebody wrote to it is not said to be the pinned one's."""
    home = work / "meanwhile"
    (home / "files").mkdir(parents=True)
    picture(60_000).save(home / "files" / "good.png")
    (home / "files" / "slow.ppm").write_bytes(ppm(picture(60_001), "nap"))
    _build.write_manifest(home / "files", home / "all.csv")
    program = Path(shutil.copy(PPM_TO_PNG, home / "ppm_to_png"))
    plan = write_plan(home / "plan.yaml", home, home / "out", converts=True)
    going = subprocess.Popen([_assay.ASSAY, "build", plan, "--workspace", home / "main.ws"], env=_assay.environment(),
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 30
    while not running(program) and time.monotonic() < end:
        time.sleep(0.05)
    with program.open("a") as file:
        file.write("# changed\n")
    going.wait()
    checks.equal(causes(letters(home / "main.ws")), {"slow.ppm": ("transient", "convert.changed")}, "it is a dead letter, for another try")


def a_mount_that_is_away(checks, work):
    """What a file system does not give is asked for again; what it never gives is transient, and comes in by a replay."""
    files = work / "mount"
    files.mkdir()
    for number, name in enumerate(("flaky.jpg", "away.jpg", "here.jpg", "beside-away.jpg", "beside-flaky.jpg")):
        picture(30_000 + number).save(files / name)
    for name in ("beside-away.xmp", "beside-flaky.xmp"):
        (files / name).write_text(RESERVED)
    shim = work / "failing_open.so"
    source = Path(__file__).resolve().parent / "failing_open.c"
    subprocess.run(["cc", "-shared", "-fPIC", "-o", shim, source, "-ldl"], check=True)
    code, _, stderr = _assay.run(*_assay.audit_command(files, work / "mount-out")[1:],
                                 env=_assay.environment() | {"LD_PRELOAD": str(shim)})
    checks.that(code in (0, 1), f"a mount that is away stops nothing: {stderr}")
    found = letters(work / "mount-out" / ".assay")
    checks.equal({key: (letter["class"], letter["code"], letter["tries"]) for key, letter in found.items()},
                 {name: ("transient", "input.unavailable", 4) for name in ("away.jpg", "beside-away.jpg")},
                 "it is tried four times, what stands beside a file too, and what comes the third time lives")
    code, stdout, _ = _assay.run("deadletters", "replay", "--class", "transient", "--workspace", work / "mount-out" / ".assay")
    checks.that("Of 2 dead letters 2 live again, 0 are still dead" in stdout, f"a replay brings them in: {stdout}")
    for name in ("beside-away.jpg", "beside-flaky.jpg"):
        found = facts(work / "mount-out" / ".assay", name)[1]
        checks.that("All rights reserved" in json.dumps(found) and not any(fact["name"] == "rights.sidecar" for fact in found),
                    f"{name}: what its sidecar says is not lost: {found}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fast", action="store_true")
    count = 100 if parser.parse_args().fast else 300
    checks = _assay.Checks()
    with tempfile.TemporaryDirectory(prefix="poison.") as name:
        work = Path(name)
        convertible = make_files(work / "files", count)
        _build.write_manifest(work / "files", work / "all.csv")
        poison_costs_itself_only(checks, work, count, convertible)
        the_fix_brings_in_what_it_can(checks, work, count, convertible)
        it_says_what_it_did(checks, work, convertible)
        however_it_is_built(checks, work)
        another_converter_is_another(checks, work, count, convertible)
        letters_are_shown(checks, work)
        an_audit_sees_through_it(checks, work)
        the_past_of_a_workspace_changes_nothing(checks, work)
        what_was_not_judged_is_not_released(checks, work)
        a_program_that_changes_meanwhile(checks, work)
        bad_converters(checks, work)
        a_mount_that_is_away(checks, work)
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
