What a worker makes of pictures for a build: the program of the tests takes one wish a line, and prints what was done.

  $ wish() { printf '{"file": "%s", "out": "%s", "arguments": %s}\n' "$EXAMPLES/$1" "$2" "$3"; }
  $ show() { python3 -c '
  > import json, sys
  > for line in sys.stdin:
  >     answer = json.loads(line)
  >     print(*(f"{name}={json.dumps(answer[name])}" for name in sys.argv[1:] if name in answer))
  > ' "$@"; }

A photograph is fitted into a square. It was decoded at the smallest scale that serves it and inspectors, who look at no less
than 512 pixels of the longer side. Of two boxes and a point nothing is
left where the crop has cut them off; what stays has moved with the picture.

  $ wish forum/2014/bridge.jpg fit.jpg '{"crop": [100, 50, 500, 350], "resize": {"mode": "fit", "width_px": 100, "height_px": 100}, "boxes": [[140, 90, 300, 250], [0, 0, 100, 50]], "points": [[500, 350], [99, 50]]}' > wishes
  $ transform_files < wishes | show outcome width_px height_px affine boxes points source
  outcome="ok" width_px=100 height_px=75 affine=[0.25, 0, -25, 0, 0.25, -12.5] boxes=[[10, 10, 50, 50], null] points=[[100, 75], null] source={"frames": 1, "height_px": 450, "orientation": 1, "scale": "8/8", "width_px": 800}

The same wish gives the same bytes.

  $ cp fit.jpg first.jpg && transform_files < wishes > again && cmp first.jpg fit.jpg && echo the same
  the same

Sums of samples add up to means of a whole data set, in any order. What encoded the picture is named with its settings.

  $ transform_files < wishes | show sums encoder
  sums={"n": 7500, "squares": [160522501, 250549398, 361471839], "sum": [1052335, 1347628, 1637849]} encoder={"name": "libjpeg-turbo", "settings": {"dct": "islow", "huffman": "optimised", "quality": 95, "subsampling": "420"}, "version": "2.1.5"}

A canvas has a colour, and no picture grows unless it is asked to.

  $ { wish blog/larch.jpg pad.png '{"resize": {"mode": "pad", "width_px": 1500, "height_px": 1500, "background": [114, 114, 114]}, "encode": {"format": "png"}}'
  >   wish blog/larch.jpg cover.webp '{"resize": {"mode": "cover", "width_px": 64, "height_px": 48}, "encode": {"format": "webp", "quality": 80}}'
  >   wish blog/larch.jpg exact.jpg '{"resize": {"mode": "exact", "width_px": 32, "height_px": 200}, "encode": {"subsampling": "444"}}'
  >   wish blog/larch.jpg large.jpg '{"resize": {"mode": "fit", "width_px": 2000, "height_px": 2000, "enlarge": true}}'
  > } | transform_files | show media_type width_px height_px affine background
  media_type="image/png" width_px=1500 height_px=1500 affine=[1, 0, 486, 0, 1, 430] background=[114, 114, 114]
  media_type="image/webp" width_px=64 height_px=48 affine=[0.12121212121212122, 0, 0, 0, 0.12121212121212122, -14.787878787878789]
  media_type="image/jpeg" width_px=32 height_px=200 affine=[0.06060606060606061, 0, 0, 0, 0.3125, 0]
  media_type="image/jpeg" width_px=1650 height_px=2000 affine=[3.125, 0, 0, 0, 3.125, 0]

Of an animation the first frame is taken. JPEG has no transparency: the picture then lies over white, and the answer says so.

  $ { wish ../tests/data/media/three.webp three.jpg '{}'
  >   wish formats/credentials.png flat.jpg '{}'
  >   wish formats/credentials.png kept.png '{"encode": {"format": "png"}}'
  > } | transform_files | show channels source flatten
  channels=3 source={"frames": 3, "height_px": 32, "orientation": 1, "scale": "8/8", "width_px": 48} flatten=[255, 255, 255]
  channels=3 source={"frames": 1, "height_px": 160, "orientation": 1, "scale": "8/8", "width_px": 144} flatten=[255, 255, 255]
  channels=4 source={"frames": 1, "height_px": 160, "orientation": 1, "scale": "8/8", "width_px": 144}

Of files that are no whole picture nothing is made.

  $ for file in bomb.png cut.jpg empty.jpg page.jpg; do wish broken/$file none.jpg '{}'; done | transform_files
  {"codes":["limit.pixels"],"outcome":"bomb","refused":"undecided"}
  {"codes":["jpeg.ended"],"outcome":"truncated","refused":"undecided"}
  {"codes":["file.empty"],"outcome":"empty","refused":"undecided"}
  {"codes":["file.unknown"],"outcome":"not_media","refused":"undecided"}
  $ ls none.jpg
  ls: cannot access 'none.jpg': No such file or directory
  [2]

A crop has to lie in the picture, and a format has to hold the side. What nobody defined is an error.

  $ { wish blog/larch.jpg none.jpg '{"crop": [0, 0, 65535, 10]}'
  >   wish blog/larch.jpg none.webp '{"resize": {"mode": "exact", "width_px": 20000, "height_px": 1, "enlarge": true}, "encode": {"format": "webp"}}'
  >   wish blog/larch.jpg none.jpg '{"resize": {"mode": "zoom", "width_px": 1, "height_px": 1}}'
  >   wish blog/larch.jpg none.jpg '{"rotate": 90}'
  > } | transform_files
  {"codes":[],"outcome":"ok","refused":"crop.outside"}
  {"codes":[],"outcome":"ok","refused":"encode.side"}
  {"error":"the argument 'resize.mode' is not understood"}
  {"error":"the argument 'rotate' is not understood"}
