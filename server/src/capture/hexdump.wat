;; Whole rows of a hex dump, 16 bytes a row, by 128-bit vectors; see hexEncoder.ts for what calls it and why.
;;
;;   00000010  73 65 72 76 65 72 20 72  65 61 64 79 0d 0a 2e 2e  |server ready....|
;;   0         10                      34                        60               78 = line feed
;;
;; A row is put together from five vectors: the offset, three stretches of the hex columns (their digits picked by
;; swizzle, whose indices with the top bit set give 0, or'ed with the spaces between them) and the text column.
;; Indices of 16 and more would do as well, but cost x64 an addition for each swizzle; a shift of 8-bit lanes, which it
;; does not have, costs more than one of 16-bit lanes and a mask.
(module
  (import "env" "memory" (memory 1))
  ;; Dumps $rows rows of 16 bytes from $source to $target; the first row's offset is $offset.
  ;; Returns the position behind the text: $target + 79 * $rows.
  (func (export "dump") (param $source i32) (param $rows i32) (param $target i32) (param $offset i32) (result i32)
    (local $end i32) (local $bytes v128) (local $high v128) (local $low v128)
    (local $left v128) (local $right v128) (local $digits v128) (local $spread v128)
    (local.set $digits (v128.const i8x16 48 49 50 51 52 53 54 55 56 57 97 98 99 100 101 102))
    (local.set $end (i32.add (local.get $target) (i32.mul (local.get $rows) (i32.const 79))))
    (block $done
      (loop $row
        (br_if $done (i32.ge_u (local.get $target) (local.get $end)))
        ;; Offset: its four bytes, highest first, each twice; the high digit of one, the low digit of the other.
        (local.set $spread
          (i8x16.swizzle (i32x4.splat (local.get $offset))
            (v128.const i8x16 3 3 2 2 1 1 0 0 -1 -1 -1 -1 -1 -1 -1 -1)))
        (v128.store (local.get $target)
          (v128.or
            (v128.and
              (i8x16.swizzle (local.get $digits)
                (v128.bitselect
                  (v128.and (i16x8.shr_u (local.get $spread) (i32.const 4)) (v128.const i8x16 15 15 15 15 15 15 15 15 15 15 15 15 15 15 15 15))
                  (v128.and (local.get $spread) (v128.const i8x16 15 15 15 15 15 15 15 15 15 15 15 15 15 15 15 15))
                  (v128.const i8x16 -1 0 -1 0 -1 0 -1 0 0 0 0 0 0 0 0 0)))
              (v128.const i8x16 -1 -1 -1 -1 -1 -1 -1 -1 0 0 0 0 0 0 0 0))
            (v128.const i8x16 0 0 0 0 0 0 0 0 32 32 32 32 32 32 32 32)))
        ;; The two digits of each byte, side by side: bytes 0..7 in $left, 8..15 in $right.
        (local.set $bytes (v128.load (local.get $source)))
        (local.set $high (i8x16.swizzle (local.get $digits) (v128.and (i16x8.shr_u (local.get $bytes) (i32.const 4)) (v128.const i8x16 15 15 15 15 15 15 15 15 15 15 15 15 15 15 15 15))))
        (local.set $low
          (i8x16.swizzle (local.get $digits)
            (v128.and (local.get $bytes) (v128.const i8x16 15 15 15 15 15 15 15 15 15 15 15 15 15 15 15 15))))
        (local.set $left
          (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23 (local.get $high) (local.get $low)))
        (local.set $right
          (i8x16.shuffle 8 24 9 25 10 26 11 27 12 28 13 29 14 30 15 31 (local.get $high) (local.get $low)))
        ;; Columns 10..25
        (v128.store offset=10 (local.get $target)
          (v128.or
            (i8x16.swizzle (local.get $left) (v128.const i8x16 0 1 -1 2 3 -1 4 5 -1 6 7 -1 8 9 -1 10))
            (v128.const i8x16 0 0 32 0 0 32 0 0 32 0 0 32 0 0 32 0)))
        ;; Columns 26..41: the end of the left group, two spaces, the beginning of the right one
        (v128.store offset=26 (local.get $target)
          (v128.or
            (v128.or
              (i8x16.swizzle (local.get $left) (v128.const i8x16 11 -1 12 13 -1 14 15 -1 -1 -1 -1 -1 -1 -1 -1 -1))
              (i8x16.swizzle (local.get $right) (v128.const i8x16 -1 -1 -1 -1 -1 -1 -1 -1 -1 0 1 -1 2 3 -1 4)))
            (v128.const i8x16 0 32 0 0 32 0 0 32 32 0 0 32 0 0 32 0)))
        ;; Columns 42..57
        (v128.store offset=42 (local.get $target)
          (v128.or
            (i8x16.swizzle (local.get $right) (v128.const i8x16 5 -1 6 7 -1 8 9 -1 10 11 -1 12 13 -1 14 15))
            (v128.const i8x16 0 32 0 0 32 0 0 32 0 0 32 0 0 32 0 0)))
        ;; Columns 58..60: two spaces and a bar
        (i32.store offset=58 (local.get $target) (i32.const 0x7c2020))
        ;; Columns 61..76: what is printable ASCII, a dot for the rest
        (v128.store offset=61 (local.get $target)
          (v128.bitselect
            (local.get $bytes)
            (v128.const i8x16 46 46 46 46 46 46 46 46 46 46 46 46 46 46 46 46)
            (i8x16.lt_u
              (i8x16.sub (local.get $bytes) (v128.const i8x16 32 32 32 32 32 32 32 32 32 32 32 32 32 32 32 32))
              (v128.const i8x16 95 95 95 95 95 95 95 95 95 95 95 95 95 95 95 95))))
        ;; Columns 77 and 78: bar and line feed
        (i32.store16 offset=77 (local.get $target) (i32.const 0x0a7c))
        (local.set $source (i32.add (local.get $source) (i32.const 16)))
        (local.set $offset (i32.add (local.get $offset) (i32.const 16)))
        (local.set $target (i32.add (local.get $target) (i32.const 79)))
        (br $row)))
    (local.get $target)))
