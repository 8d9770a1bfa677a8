import { describe, expect, it } from 'vitest';
import { textFile } from '../../../scripts/package/archive-file.ts';
import { unusedFiles } from '../../../scripts/package/unused-files.ts';

describe('unusedFiles', () => {
  it('finds what neither the roots name nor what those name', () => {
    const files = [
      textFile('manifest.json', '{"icon":"icon/116.png","page":"page.html"}'),
      textFile('page.html', '<script src="/chunks/a-1.js"></script>'),
      textFile('chunks/a-1.js', 'import("./b-2.js"); new URL("/assets/c.wasm", location)'),
      textFile('chunks/b-2.js', ''),
      textFile('chunks/old-3.js', 'import "./older-4.js"'),
      textFile('chunks/older-4.js', ''),
      textFile('assets/c.wasm', 'd.png'),
      textFile('icon/16.png', ''),
      textFile('icon/116.png', ''),
      textFile('d.png', ''),
    ];
    const unused = ['chunks/old-3.js', 'chunks/older-4.js', 'd.png', 'icon/16.png'];
    expect(unusedFiles(files, ['manifest.json'])).toEqual(unused);
  });

  it('takes a file that is required without its ending for used, but not for every word that is its name', () => {
    const files = [
      textFile('lib/index.js', "require('./database'); const util = require('./utilities');"),
      textFile('lib/database.js', "require('../lib/more/wrappers')"),
      textFile('lib/more/wrappers.js', ''),
      textFile('lib/util.js', ''),
    ];
    expect(unusedFiles(files, ['lib/index.js'])).toEqual(['lib/util.js']);
  });
});
