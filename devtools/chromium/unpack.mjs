// Unpacks the Chromium of @sparticuz/chromium, with its libraries, into $TMPDIR.
import chromium from '@sparticuz/chromium';

await chromium.executablePath();
