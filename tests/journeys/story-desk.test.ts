import { describe } from 'vitest';
import { openCity } from './support/city.ts';
import { cockpitStory } from './support/cockpit-story.ts';
import { dataStory } from './support/data-story.ts';
import { officeStory } from './support/office-story.ts';
import { elderStory } from './support/portal-story.ts';
import { suspensionStory } from './support/suspension-story.ts';

const city = openCity('story-desk');

describe('the story on a desk, 1440 by 900', () => {
  const elder = elderStory(city, 'desk');
  officeStory(city, 'desk');
  dataStory(city, 'desk');
  // The elder's and the younger one's cases were decided at once; each of the three saved three papers and read the registry once.
  cockpitStory(city, 'desk', { cases: 3, atOnce: 2, papersSaved: 9, calls: 3, ratings: 1 });
  suspensionStory(city, 'desk', elder);
});
