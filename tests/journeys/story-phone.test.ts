import { describe } from 'vitest';
import { openCity } from './support/city.ts';
import { cockpitStory } from './support/cockpit-story.ts';
import { officeStory } from './support/office-story.ts';
import { modesStory } from './support/modes-story.ts';
import { elderStory } from './support/portal-story.ts';

const city = openCity('story-phone');

// What officers do at a desk is told there; both languages and elder mode here, where most people are.
describe('the story on a phone, 390 by 844', () => {
  const elder = elderStory(city, 'phone');
  officeStory(city, 'phone');
  // The elder's and the younger one's cases were decided at once; each of the three saved three papers and read the registry once.
  cockpitStory(city, 'phone', { cases: 3, atOnce: 2, papersSaved: 9, calls: 3, ratings: 1 });
  modesStory(city, 'phone', elder);
});
