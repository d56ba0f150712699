{{ config(alias='far_' ~ var('number'), schema=none if var('number') == 1 else 'written') }}
select 1 as id
